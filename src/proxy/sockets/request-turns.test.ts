// Who is served when, where more comes than can be served at once.
import test from 'ava'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { eventually } from '../../testing/eventually.ts'
import { connectionBounds } from './connection-bounds.ts'
import { ConnectionTable } from './connection-table.ts'
import { type Limits, limits as usual } from './limits.ts'
import { startPlane, type Teardown } from '../../testing/proxy/client-side/plane.ts'
import { dial } from '../../testing/proxy/client-side/wire.ts'
import { RequestTurns } from './request-turns.ts'

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

/** Connections of a source, and what was begun by whom. */
function queueOf(limits: Partial<Limits>) {
  const all = { ...usual, ...limits }
  const turns = new RequestTurns(all)
  const table = new ConnectionTable(
    connectionBounds(all, Infinity),
    () => {},
    () => 0,
  )
  const begun: string[] = []
  const sockets = (address: string) => ({ remoteAddress: address }) as Socket
  const client = (name: string, address = '10.0.0.1', isWhole = true) => {
    const held = table.admit(sockets(address), 'socket', 'http')!
    return async () => {
      const isNext = await turns.next(held, isWhole)
      begun.push(isNext ? name : `${name} refused`)
    }
  }
  return { turns, client, begun }
}

test('what comes alone begins at once', (t) => {
  const { turns } = queueOf({})
  const table = new ConnectionTable(
    connectionBounds(usual, Infinity),
    () => {},
    () => 0,
  )
  t.true(turns.next(table.admit({} as Socket, 'socket', 'http')!, true))
  t.is(turns.waiting, 0)
})

test('connections take turns, however many requests one of them has', async (t) => {
  const { client, begun } = queueOf({ begunPerTurn: 1 })
  const [many, one, other] = [client('many'), client('one'), client('other')]
  await Promise.all([many(), many(), many(), many(), one(), other()])
  t.deepEqual(begun, ['many', 'many', 'one', 'other', 'many', 'many'])
})

test('few requests begin in a turn, and fewer after a turn that took a newcomer', async (t) => {
  const { turns, client, begun } = queueOf({ begunPerTurn: 4, begunPerTurnOfNewcomers: 1 })
  const all = Promise.all(Array.from({ length: 12 }, (_, index) => client(`${index}`)()))
  const counts: number[] = []
  for (let turnNumber = 0; turnNumber < 4; turnNumber++) {
    counts.push(begun.length)
    if (turnNumber === 1) turns.onAccepted()
    await turn()
  }
  await all
  // At once and at the end of the turn, then after a newcomer, then the rest.
  t.deepEqual(counts, [0, 8, 9, 12])
})

const afterBurst = test.macro({
  async exec(t, isWhole: boolean, places: { readonly least: number; readonly most: number }) {
    const { client, begun } = queueOf({ begunPerTurn: 8 })
    const burst = Array.from({ length: 200 }, (_, index) => client(`${index}`)())
    await turn()
    await Promise.all([...burst, client('late', '10.0.0.1', isWhole)()])
    const place = begun.indexOf('late')
    t.true(place >= places.least && place <= places.most, `${place}`)
  },
  title: (_, isWhole) =>
    isWhole
      ? 'a request that comes after a burst of others does not wait for all of them'
      : 'a request whose body is to come waits for those that came before',
})

test(afterBurst, true, { least: 8, most: 40 })
test(afterBurst, false, { least: 200, most: 200 })

test('the oldest have most of the places, however many come after them', async (t) => {
  const { client, begun } = queueOf({ begunPerTurn: 4 })
  const all = [...Array.from({ length: 4 }, () => client('first')()), client('old')()]
  for (let index = 0; index < 20; index++) all.push(client(`${index}`)())
  await Promise.all(all)
  t.true(begun.indexOf('old') <= 5, `${begun.indexOf('old')}`)
  t.is(begun.length, 25)
})

test('one more than may wait is refused; one source leaves room for others', async (t) => {
  const { client, begun } = queueOf({ begunPerTurn: 1, waitingRequests: 8, sourceShare: 1 / 2 })
  const all = [
    ...Array.from({ length: 6 }, (_, index) => client(`a${index}`)()),
    ...Array.from({ length: 2 }, (_, index) => client(`b${index}`, '10.0.0.2')()),
  ]
  await Promise.all(all)
  t.deepEqual(begun.toSorted(), ['a0', 'a1', 'a2', 'a3', 'a4', 'a5 refused', 'b0', 'b1'])
})

test('clients that ask again at once when refused do not keep the others from being served', async (t) => {
  const { client, begun } = queueOf({
    begunPerTurn: 4,
    refusedPerTurn: 1,
    waitingRequests: 8,
    sourceShare: 1,
  })
  const askAgain = async (ask: () => Promise<void>) => {
    while (begun.length < 500) await ask()
  }
  await Promise.all(Array.from({ length: 100 }, () => askAgain(client('x'))))
  const refused = begun.filter((name) => name.endsWith('refused')).length
  t.true(refused < begun.length / 2, `${refused} of ${begun.length}`)
})

/** As much work as a request makes. */
function work(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('at saturation newcomers are served among those that keep their connections', async (t) => {
  const [kept, newcomers] = [100, 30]
  let served = 0
  const { port } = await startPlane(t, {
    pipeline: async (exchange) => {
      work(0.2)
      served++
      const headers = [['x-served', String(served)]] as const
      await exchange.respond({ status: 200, headers, body: 'x' })
    },
  })
  const isOver = new AbortController()
  for (let index = 0; index < kept; index++) askForEver(t, port, isOver.signal)
  await eventually(() => assert.ok(served > 2 * kept))
  const before = served
  const wires = Array.from({ length: newcomers }, () => dial(t, port))
  for (const wire of wires) wire.send(request)
  const texts = await Promise.all(wires.map((wire) => wire.until(/\r\n\r\nx$/)))
  isOver.abort()
  const last = Math.max(...texts.map((text) => Number(/x-served: (\d+)/.exec(text)![1])))
  // Taken one in a turn in which all of the others are served, the last would come after 3,000.
  t.true(last - before < 10 * (kept + newcomers), `served after ${last - before} others`)
})

function askForEver(t: Teardown, port: number, signal: AbortSignal): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  t.teardown(async () => void socket.destroy())
  socket.on('error', () => undefined)
  void once(socket, 'connect').then(() => socket.write(request))
  socket.on('data', () => {
    if (!signal.aborted) socket.write(request)
  })
}

test('a queue that is full is answered with 503 and one line', async (t) => {
  const { port, refused, logged } = await startPlane(t, {
    limits: { begunPerTurn: 1, waitingRequests: 8 },
    pipeline: async (exchange, refusal) => {
      work(1)
      await exchange.respond({ status: refusal ? 503 : 200, headers: [], body: 'x' })
    },
  })
  const wires = Array.from({ length: 60 }, () => dial(t, port))
  await Promise.all(wires.map(({ socket }) => once(socket, 'connect')))
  for (const wire of wires) wire.send(request.repeat(3))
  const texts = await Promise.all(wires.map((wire) => wire.until(/(\r\n\r\nx[^]*){3}/)))
  const all = texts.join('')
  const count = (status: number) => all.split(`HTTP/1.1 ${status}`).length - 1
  t.is(count(200) + count(503), 180)
  t.true(count(200) > 20 && count(503) > 0, `${count(200)} served, ${count(503)} refused`)
  t.is(refused.length, count(503))
  t.deepEqual(new Set(refused), new Set(['too-many-waiting']))
  t.is(logged.length, 1)
})

test('requests that cost little fill a turn with more of them, and the next turn has room again', async (t) => {
  const { turns } = queueOf({ begunPerTurn: 2 })
  const table = new ConnectionTable(
    connectionBounds(usual, Infinity),
    () => {},
    () => 0,
  )
  const held = table.admit({} as Socket, 'socket', 'http')!
  for (let i = 0; i < 16; i++) t.true(turns.next(held, true, 1 / 8))
  const one = turns.next(held, true, 1 / 8)
  t.true(one instanceof Promise)
  t.true(await one)
  await turn()
  t.true(turns.next(held, true, 1 / 8))
})
