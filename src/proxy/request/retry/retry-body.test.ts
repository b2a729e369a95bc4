import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import * as fc from 'fast-check'
import { maxKeptBytes, maxKeptInAllBytes, RetryBody } from './retry-body.ts'
import { SharedAllowance } from '../forward/shared-allowance.ts'

const client = '192.0.2.1'

function bodyOf(source: Readable, room = new SharedAllowance(maxKeptInAllBytes), length?: number) {
  return { source, room, body: new RetryBody(source, { room: room.of(client), length }) }
}

test('every try gets the whole body, and it is read from the client once', async (t) => {
  const { source, body } = bodyOf(new PassThrough())
  ;(source as PassThrough).end('hello')
  for (let i = 0; i < 3; i += 1) t.is(await text(body.next()), 'hello')
  t.true(body.isWhole)
})

test('nothing is read before a try reads', async (t) => {
  const source = new PassThrough()
  source.end('hello')
  const { body } = bodyOf(source)
  body.next()
  await turn()
  t.false(source.readableDidRead)
})

test('a try that stopped in the middle is followed by one that goes on with the rest', async (t) => {
  const source = new PassThrough()
  const { body } = bodyOf(source)
  const first = body.next()
  source.write('one ')
  t.is(String((await once(first, 'data'))[0]), 'one ')
  const second = text(body.next())
  t.true(first.destroyed)
  source.end('two')
  t.is(await second, 'one two')
})

test('a body beyond the limit goes on, and is no longer kept', async (t) => {
  const source = new PassThrough()
  const { body, room } = bodyOf(source)
  const all = text(body.next())
  source.write('x'.repeat(maxKeptBytes))
  await turn()
  t.true(body.isWhole)
  t.is(room.taken, maxKeptBytes)
  source.end('y')
  t.is((await all).length, maxKeptBytes + 1)
  t.false(body.isWhole)
  t.is(room.taken, 0)
  await t.throwsAsync(text(body.next()), { message: /not kept/ })
})

test('of a body whose length is too much nothing is kept', async (t) => {
  const source = new PassThrough()
  const { body, room } = bodyOf(source, new SharedAllowance(maxKeptInAllBytes), maxKeptBytes + 1)
  t.true(body.isWhole)
  const first = body.next()
  source.write('x')
  await once(first, 'data')
  t.false(body.isWhole)
  t.is(room.taken, 0)
})

test('a body that is cut cuts every try', async (t) => {
  const source = new PassThrough()
  const { body } = bodyOf(source)
  const first = body.next()
  source.write('one')
  await once(first, 'data')
  const cut = once(first, 'error')
  source.destroy(new Error('gone'))
  t.is((await cut)[0].message, 'gone')
})

test('a body that is cut between two tries cuts the next one', async (t) => {
  const source = new PassThrough()
  const { body } = bodyOf(source)
  const first = body.next()
  source.write('one')
  await once(first, 'data')
  body.stop()
  source.destroy(new Error('gone'))
  await turn()
  await t.throwsAsync(text(body.next()), { message: 'gone' })
})

test('between two tries nothing is read', async (t) => {
  const source = new PassThrough()
  const { body, room } = bodyOf(source)
  const first = body.next()
  source.write('one ')
  await once(first, 'data')
  body.stop()
  source.end('two'.repeat(maxKeptBytes))
  await turn()
  t.true(first.destroyed)
  t.true(body.isWhole)
  t.is(room.taken, 4)
  t.is((await text(body.next())).length, 4 + 3 * maxKeptBytes)
})

test('what is kept is given back at release, at the end, and once', async (t) => {
  const room = new SharedAllowance(maxKeptInAllBytes)
  for (const finish of ['release', 'end'] as const) {
    const { source, body } = bodyOf(new PassThrough(), room)
    ;(source as PassThrough).end('hello')
    await text(body.next())
    t.is(room.taken, 5)
    body[finish]()
    body[finish]()
    body.end()
    t.is(room.taken, 0)
    t.is(source.listenerCount('data'), 0)
  }
})

test('slow clients together take no more than the room, and are served beyond it', async (t) => {
  const room = new SharedAllowance(10 * maxKeptBytes)
  const clients = Array.from({ length: 200 }, (_, i) => {
    const source = new PassThrough()
    const body = new RetryBody(source, { room: room.of(`192.0.2.${i}`) })
    const received = buffer(body.next())
    source.write(Buffer.alloc(maxKeptBytes - 1))
    return { source, body, received }
  })
  await turn()
  t.true(room.taken <= 10 * maxKeptBytes)
  t.is(clients.filter(({ body }) => body.isWhole).length, 10)
  for (const { source } of clients) source.end('x')
  for (const { received } of clients) t.is((await received).length, maxKeptBytes)
  for (const { body } of clients) body.end()
  t.is(room.taken, 0)
})

test('a client that sends byte by byte costs as much as what it sends', async (t) => {
  const source = new PassThrough()
  const { body, room } = bodyOf(source)
  const received = buffer(body.next())
  for (let i = 0; i < 20_000; i += 1) source.write('x')
  source.end()
  t.is((await received).length, 20_000)
  t.is(room.taken, 20_000)
  t.is((await text(body.next())).length, 20_000)
})

test('a try that does not read holds the client up', async (t) => {
  const source = new PassThrough({ highWaterMark: 1024 })
  const { body } = bodyOf(source)
  const first = body.next()
  first.read(0)
  let written = 0
  while (written < 100 && source.write(Buffer.alloc(1024))) written += 1
  for (let i = 0; i < 50; i += 1) {
    await turn()
    if (source.writableNeedDrain) break
    source.write(Buffer.alloc(16 * 1024))
  }
  t.true(source.writableNeedDrain)
})

test('however a body comes and tries break off, the last one has exactly the body', async (t) => {
  const pieces = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.nat(20), { maxLength: 4 }), async (parts, stops) => {
      const source = new PassThrough()
      const { body } = bodyOf(source)
      let sent = 0
      for (const stop of stops) {
        const started = body.next()
        started.on('data', () => {})
        for (; sent < Math.min(stop, parts.length); sent += 1) source.write(parts[sent])
        await turn()
      }
      const last = text(body.next())
      for (; sent < parts.length; sent += 1) source.write(parts[sent])
      source.end()
      return (await last) === parts.join('')
    }),
    { numRuns: 200 },
  )
  t.pass()
})
