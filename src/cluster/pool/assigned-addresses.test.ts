import test from 'ava'
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import { createAssignedAddresses } from './assigned-addresses.ts'
import type { LiveObject } from '../watch/live-object.ts'

function live(name: string, value: string | undefined): LiveObject {
  const addresses = value === undefined ? [] : [{ type: 'IPAddress', value }]
  return {
    kind: 'Gateway',
    namespace: 'shop',
    name,
    generation: 1,
    resourceVersion: '1',
    status: { addresses },
  }
}

function given(name: string, value: string): GatewayFacts {
  return { gateway: `shop/${name}`, addresses: [{ type: 'IPAddress', value }], listeners: [] }
}

test('what the statuses say is known, until the Gateway or its address goes', (t) => {
  const assigned = createAssignedAddresses()
  assigned.see(live('web', '10.0.0.1'))
  assigned.see(live('api', '10.0.0.2'))
  t.deepEqual(assigned.current(), { 'shop/web': '10.0.0.1', 'shop/api': '10.0.0.2' })
  assigned.forget({ kind: 'Gateway', namespace: 'shop', name: 'web' })
  assigned.see(live('api', undefined))
  t.deepEqual(assigned.current(), {})
})

test('what was given out here counts more, until it is another that gives', (t) => {
  const assigned = createAssignedAddresses()
  assigned.give([given('web', '10.0.0.9')])
  assigned.see(live('web', '10.0.0.1'))
  t.deepEqual(assigned.current(), { 'shop/web': '10.0.0.9' })
  assigned.give([])
  t.deepEqual(assigned.current(), { 'shop/web': '10.0.0.1' })
})

test('it is the same object while nothing changed, and nothing that is no address counts', (t) => {
  const assigned = createAssignedAddresses()
  assigned.see(live('web', '10.0.0.1'))
  const before = assigned.current()
  assigned.see(live('web', '10.0.0.1'))
  assigned.see({
    ...live('odd', undefined),
    status: { addresses: [{ type: 'Hostname', value: 'a' }] },
  })
  assigned.see({ ...live('odder', undefined), status: { addresses: 'none' } })
  t.is(assigned.current(), before)
})
