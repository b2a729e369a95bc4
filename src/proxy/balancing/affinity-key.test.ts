import test from 'ava'
import type { Affinity } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList } from '../words/exchange.ts'
import { exampleConnection, exampleRequest } from '../../testing/proxy/request-examples.ts'
import { affinityKeyOf } from './affinity-key.ts'

const has = test.macro((t, affinity: Affinity, headers: HeaderList, key: string | undefined) => {
  t.is(affinityKeyOf(affinity, exampleRequest({ headers }), exampleConnection()), key)
})

const user: Affinity = { type: 'Header', name: 'x-user' }
const session: Affinity = { type: 'Cookie', name: 'session' }

test('affinity to a client is to its address', has, { type: 'ClientIP' }, [], '192.0.2.7')
test(
  'affinity by a header is to its first value',
  has,
  user,
  [
    ['X-User', 'a'],
    ['x-user', 'b'],
  ],
  'a',
)
test('a header that is absent binds to none', has, user, [], undefined)
test('a header that is empty binds to none', has, user, [['x-user', '']], undefined)
test(
  'affinity by a cookie is to its value',
  has,
  session,
  [['Cookie', 'a=b; session=c=d;e=f']],
  'c=d',
)
test(
  'a cookie is found in any line',
  has,
  session,
  [
    ['cookie', 'a=b'],
    ['cookie', 'session=c'],
  ],
  'c',
)
test(
  'a cookie’s name is whole and has a case',
  has,
  session,
  [['cookie', 'xsession=1; Session=2; session']],
  undefined,
)
test('a cookie that is empty binds to none', has, session, [['cookie', 'session=']], undefined)
