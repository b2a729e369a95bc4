import test from 'ava'
import * as fc from 'fast-check'
import { type GatewayPort, partsOfPort } from '../../resources/gateway-port.ts'
import { assignTargetPorts } from './target-ports.ts'

type Ask = readonly [gateway: string, ports: readonly number[], kept?: Record<number, number>]

const assigned = test.macro({
  title: (title = '') => title,
  exec(
    t,
    asks: readonly Ask[],
    expected: Record<string, Record<number, number>>,
    leftOut: readonly { gateway: string; port: number }[] = [],
  ) {
    const answer = assignTargetPorts(requestsOf(asks), {
      range: { first: 10_000, last: 10_003 },
      reserved: [10_001],
    })
    const got = [...answer.assigned].map(([name, ports]) => [name, byNumber(ports)])
    t.deepEqual(Object.fromEntries(got), expected)
    t.deepEqual(
      answer.leftOut,
      leftOut.map(({ gateway, port }) => ({ gateway, port: byTcp(port) })),
    )
  },
})

function byTcp(port: number): GatewayPort {
  return `${port}/TCP`
}

function byNumber(ports: ReadonlyMap<GatewayPort, number>): Record<number, number> {
  return Object.fromEntries([...ports].map(([port, target]) => [partsOfPort(port).port, target]))
}

function requestsOf(asks: readonly Ask[]) {
  return asks.map(([gateway, ports, kept = {}]) => ({
    gateway,
    ports: ports.map(byTcp),
    kept: new Map(Object.entries(kept).map(([port, target]) => [byTcp(Number(port)), target])),
  }))
}

test(
  'the lowest that is free and not reserved, the oldest Gateway first',
  assigned,
  [
    ['a', [80, 443]],
    ['b', [80]],
  ],
  { a: { 80: 10_000, 443: 10_002 }, b: { 80: 10_003 } },
)
test(
  'what one has it keeps, before an older one without takes it',
  assigned,
  [
    ['a', [80]],
    ['b', [80], { 80: 10_000 }],
  ],
  { a: { 80: 10_002 }, b: { 80: 10_000 } },
)
test(
  'of two that claim the same the older keeps it',
  assigned,
  [
    ['a', [80], { 80: 10_002 }],
    ['b', [80], { 80: 10_002 }],
  ],
  { a: { 80: 10_002 }, b: { 80: 10_000 } },
)
test(
  'two ports of one Gateway never share one',
  assigned,
  [['a', [80, 443], { 80: 10_002, 443: 10_002 }]],
  { a: { 80: 10_002, 443: 10_000 } },
)
test(
  'what is reserved or outside of the range is not kept',
  assigned,
  [['a', [80, 443], { 80: 10_001, 443: 8080 }]],
  { a: { 80: 10_000, 443: 10_002 } },
)
test('a port that left gives its number back', assigned, [['a', [443], { 80: 10_000 }]], {
  a: { 443: 10_000 },
})
test(
  'the youngest go without where the range is full',
  assigned,
  [
    ['a', [80, 443]],
    ['b', [80, 443]],
  ],
  { a: { 80: 10_000, 443: 10_002 }, b: { 80: 10_003 } },
  [{ gateway: 'b', port: 443 }],
)

test('one number by TCP and by UDP is two ports, and each keeps its own', (t) => {
  const ask = { gateway: 'a', ports: ['53/TCP', '53/UDP'] } as const
  const given = assignTargetPorts([{ ...ask, kept: new Map([['53/UDP', 10_000] as const]) }], {
    range: { first: 10_000, last: 10_003 },
    reserved: [],
  })
  t.deepEqual(Object.fromEntries(given.assigned.get('a') ?? []), {
    '53/TCP': 10_001,
    '53/UDP': 10_000,
  })
})

test('no number is given twice, and what was given is kept the next time', (t) => {
  const range = { first: 1, last: 12 }
  const asks = fc.array(
    fc.record({
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
      kept: fc.dictionary(
        fc.constantFrom('1', '2', '3', '4', '5', '6'),
        fc.integer({ min: 0, max: 14 }),
      ),
    }),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(
      asks,
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
      (list, reserved) => {
        const requests = requestsOf(
          list.map(({ ports, kept }, index) => [`g${index}`, ports, kept]),
        )
        const first = assignTargetPorts(requests, { range, reserved })
        const given = [...first.assigned.values()].flatMap((ports) => ports.values().toArray())
        t.is(new Set(given).size, given.length)
        t.true(given.every((port) => port >= 1 && port <= 12 && !reserved.includes(port)))
        const again = requests.map(({ gateway, ports }) => ({
          gateway,
          ports,
          kept: first.assigned.get(gateway) ?? new Map<GatewayPort, number>(),
        }))
        const second = assignTargetPorts(again, { range, reserved })
        t.deepEqual(sorted(second), sorted(first))
      },
    ),
  )
})

function sorted({ assigned: all, leftOut }: ReturnType<typeof assignTargetPorts>) {
  return { all: [...all].map(([name, ports]) => [name, Object.fromEntries(ports)]), leftOut }
}
