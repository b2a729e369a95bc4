import test from 'ava'
import { poolRangeOf } from './address-range.ts'

const cases: readonly [subnet: string, node: string, pool: string | undefined][] = [
  ['10.88.0.0/16', '10.88.0.5', '10.88.133.0/24'],
  ['172.17.0.1/16', '172.17.0.2', '172.17.130.0/24'],
  ['10.88.0.0/16', '10.88.0.126', '10.88.254.0/24'],
  ['10.88.0.0/16', '10.88.0.127', '10.88.128.0/24'],
  ['192.168.5.0/24', '192.168.5.2', '192.168.5.160/28'],
  ['192.168.5.64/26', '192.168.5.66', '192.168.5.96/28'],
  ['192.168.5.0/28', '192.168.5.2', undefined],
  ['10.88.0.0/16', 'fd00::2', undefined],
  ['fd00::/64', 'fd00::2', undefined],
  ['', '', undefined],
]

for (const [subnet, node, pool] of cases)
  test(`of ${subnet || 'nothing'} node ${node || 'none'} has the pool ${pool ?? 'none'}`, (t) => {
    t.is(poolRangeOf(subnet, node), pool)
  })
