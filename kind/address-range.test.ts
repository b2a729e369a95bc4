import test from 'ava'
import { poolRangeOf } from './address-range.ts'

const cases: readonly [subnet: string, pool: string | undefined][] = [
  ['10.88.0.0/16', '10.88.254.0/24'],
  ['172.17.0.1/16', '172.17.254.0/24'],
  ['192.168.5.0/24', '192.168.5.224/28'],
  ['192.168.5.64/26', '192.168.5.96/28'],
  ['192.168.5.0/28', undefined],
  ['fd00::/64', undefined],
  ['', undefined],
]

for (const [subnet, pool] of cases)
  test(`of ${subnet || 'nothing'} the pool is ${pool ?? 'none'}`, (t) => {
    t.is(poolRangeOf(subnet), pool)
  })
