import test from 'ava'
import type { Measured } from '../measure.ts'
import { isQuiet, judge, ratioIn } from './published-ratio.ts'

const nginx: Measured = {
  case: 'small',
  proxy: 'nginx with duties',
  requestsPerSecond: 30_000,
  microsecondsPerRequest: 20,
  busy: 1,
  failed: 0,
}
const rauta = { ...nginx, proxy: 'rauta', microsecondsPerRequest: 30 }
const small = { case: 'small', proxy: 'rauta', beside: 'nginx with duties' }

test('a third of the requests lost is seen, and a fifth more processor time is not', (t) => {
  t.is(judge(1.5 * 1.3, 1.3), 'lost')
  t.is(judge(1.2 * 1.3, 1.3), 'kept')
  t.is(judge(1.3, 1.3), 'kept')
  t.is(judge(1, 1.5), 'won')
})

test('a ratio is that of one case, and there is none of what was not measured', (t) => {
  const other = { ...nginx, case: 'tls', microsecondsPerRequest: 1 }
  t.is(ratioIn(small, [other, nginx, rauta]), 1.5)
  t.is(ratioIn(small, [other, rauta]), undefined)
  t.is(ratioIn(small, [other, nginx]), undefined)
})

test('other work of half a core is too much to judge', (t) => {
  t.true(isQuiet({ cores: 0.2, stolen: 0.1 }))
  t.false(isQuiet({ cores: 0.3, stolen: 0.2 }))
})
