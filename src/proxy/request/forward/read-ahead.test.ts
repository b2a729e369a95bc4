import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import * as fc from 'fast-check'
import { type BegunBody, createReadAhead, type ReadAhead } from './read-ahead.ts'

const KiB = 1024
const minutes = 60_000
const limits = {
  readAheadBytes: 64 * KiB,
  readAheadInAllBytes: 1024 * KiB,
  readAheadRestMs: minutes,
  readAheadMs: minutes,
}

function begin(
  readAhead: ReadAhead,
  source: Readable,
  {
    length,
    remoteAddress = '192.0.2.1',
    signal = new AbortController().signal,
  }: { length?: number; remoteAddress?: string; signal?: AbortSignal } = {},
) {
  const outcome = readAhead.begin(source, { length, remoteAddress, signal })
  let isBegun = false
  void outcome.then(() => {
    isBegun = true
  })
  const begun = async (): Promise<BegunBody> => {
    const one = await outcome
    if (one.type === 'failure') throw one.error
    return one
  }
  return { outcome, begun, isBegun: () => isBegun }
}

/** Until what was written was read. */
async function settled(): Promise<void> {
  for (let count = 0; count < 5; count++) await turn()
}

test('a body of known length is waited for until it is whole, however long its client rests', async (t) => {
  const source = new PassThrough()
  const { begun, isBegun } = begin(
    createReadAhead({ ...limits, readAheadRestMs: 0, readAheadMs: 0 }),
    source,
    { length: 8 },
  )
  source.write('half')
  await settled()
  t.false(isBegun())
  source.end('half')
  t.is(await text((await begun()).body!), 'halfhalf')
})

test('a longer one is waited for until its beginning is there, and then streamed', async (t) => {
  const source = new PassThrough()
  const readAhead = createReadAhead(limits)
  const { begun, isBegun } = begin(readAhead, source, { length: 200 * KiB })
  source.write('x'.repeat(64 * KiB - 1))
  await settled()
  t.false(isBegun())
  source.write('y')
  const { body } = await begun()
  t.is(readAhead.bytes, 64 * KiB)
  const read = text(body!)
  source.end('z'.repeat(136 * KiB))
  t.is((await read).length, 200 * KiB)
  t.is(readAhead.bytes, 0)
})

test('one of unknown length is given as far as it is there, once its client rests', async (t) => {
  const source = new PassThrough()
  const { begun } = begin(createReadAhead({ ...limits, readAheadRestMs: 10 }), source)
  source.write('ping')
  const { body } = await begun()
  const read = body!.iterator()
  t.is(String((await read.next()).value), 'ping')
  source.end('pong')
  t.is(String((await read.next()).value), 'pong')
  t.true((await read.next()).done)
})

test('one of unknown length that never rests is given after a while', async (t) => {
  const source = new PassThrough()
  const live = setInterval(() => source.write('x'), 5)
  const { begun } = begin(createReadAhead({ ...limits, readAheadMs: 50 }), source)
  const { body, end } = await begun()
  clearInterval(live)
  t.true(
    String(
      await body!
        .iterator()
        .next()
        .then(({ value }) => value),
    ).length > 0,
  )
  end()
})

test('what all have sent is bounded, one client leaves room for others, and all are served', async (t) => {
  const readAhead = createReadAhead(limits)
  const clients = Array.from({ length: 200 }, (_, nth) => {
    const source = new PassThrough()
    const remoteAddress = nth < 199 ? '192.0.2.1' : '192.0.2.2'
    source.write('x'.repeat(60 * KiB))
    return { source, ...begin(readAhead, source, { length: 61 * KiB, remoteAddress }) }
  })
  await settled()
  const most = limits.readAheadInAllBytes
  t.true(readAhead.bytes > most / 2 && readAhead.bytes <= most, String(readAhead.bytes))
  // Seven eighths of it is 14 bodies.
  t.is(clients.slice(0, 199).filter(({ isBegun }) => !isBegun()).length, 14)
  t.false(clients[199]!.isBegun())
  for (const { source, begun } of clients) {
    source.end('y'.repeat(KiB))
    const { body, end } = await begun()
    t.is((await text(body!)).length, 61 * KiB)
    end()
  }
  t.is(readAhead.bytes, 0)
})

test('a body that is cut is a failure, and nothing of it is kept', async (t) => {
  const source = new PassThrough()
  const readAhead = createReadAhead(limits)
  const { outcome } = begin(readAhead, source)
  source.write('part')
  await settled()
  t.is(readAhead.bytes, 4)
  source.destroy(new Error('gone'))
  const failed = await outcome
  t.like(failed, { type: 'failure', reason: 'body', error: { message: 'gone' } })
  t.is(readAhead.bytes, 0)
})

test('a body that is cut after it was given is cut for its reader', async (t) => {
  const source = new PassThrough()
  const { begun } = begin(createReadAhead({ ...limits, readAheadRestMs: 0 }), source)
  source.write('part')
  const { body } = await begun()
  source.destroy(new Error('gone'))
  await t.throwsAsync(text(body!), { message: 'gone' })
})

test('a request that is given up while its body is read is a failure, before and meanwhile', async (t) => {
  for (const isBefore of [true, false]) {
    const readAhead = createReadAhead(limits)
    const controller = new AbortController()
    const source = new PassThrough()
    if (isBefore) controller.abort(new Error('too slow'))
    const { outcome } = begin(readAhead, source, { signal: controller.signal })
    source.write('part')
    await settled()
    controller.abort(new Error('too slow'))
    t.like(await outcome, { type: 'failure', reason: 'aborted', error: { message: 'too slow' } })
    t.is(readAhead.bytes, 0)
    t.is(source.listenerCount('data'), 0)
    t.false(source.destroyed)
  }
})

test('what nobody took is given back when the request is over', async (t) => {
  const readAhead = createReadAhead(limits)
  const { begun } = begin(readAhead, Readable.from([Buffer.from('all of it')]))
  const { end } = await begun()
  t.is(readAhead.bytes, 9)
  end()
  t.is(readAhead.bytes, 0)
})

test('however a body comes, and whatever is read ahead of it, its reader has exactly the body', async (t) => {
  const pieces = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(
      pieces,
      fc.record({
        readAheadBytes: fc.nat(300),
        readAheadInAllBytes: fc.nat(300),
        readAheadRestMs: fc.nat(2),
        readAheadMs: fc.nat(3),
      }),
      fc.boolean(),
      async (parts, given, isKnown) => {
        const whole = parts.join('')
        const source = new PassThrough()
        const readAhead = createReadAhead(given)
        const { begun } = begin(
          readAhead,
          source,
          isKnown ? { length: Buffer.byteLength(whole) } : {},
        )
        for (const part of parts) {
          source.write(part)
          if (part.length % 3 === 0) await turn()
        }
        source.end()
        return (await text((await begun()).body!)) === whole && readAhead.bytes === 0
      },
    ),
    { numRuns: 200 },
  )
  t.pass()
})
