import test from 'ava'
import type { Service } from './core.ts'
import type { Gateway } from './gateway-api.ts'
import { gatewayServiceLabels, gatewayServiceName, isServiceOf } from './gateway-service.ts'

function gateway(name: string, gatewayClassName = 'rauta'): Gateway {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'shop' },
    spec: { gatewayClassName, listeners: [] },
  }
}

test('a Service is called by its Gateway and the class', (t) => {
  t.is(gatewayServiceName(gateway('web')), 'web-rauta')
})

const hard = ['a'.repeat(253), 'a.b', '1st', `${'a'.repeat(50)}.${'b'.repeat(100)}`]

test('whatever a Gateway is called, its Service and its label have a name that is allowed', (t) => {
  for (const name of hard) {
    t.regex(gatewayServiceName(gateway(name)), /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, name)
    for (const value of Object.values(gatewayServiceLabels(gateway(name))))
      t.regex(value, /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, name)
  }
})

test('Gateways with names that are cut alike have Services of their own', (t) => {
  const names = ['b', 'c'].map((end) => gateway('a'.repeat(100) + end))
  t.is(new Set(names.map(gatewayServiceName)).size, 2)
  t.not(gatewayServiceName(gateway('a.b')), gatewayServiceName(gateway('a-b')))
  t.is(new Set(names.flatMap((one) => Object.values(gatewayServiceLabels(one)))).size, 3)
})

test('a Service is of the Gateway that its labels name, and of no other', (t) => {
  const service = (labels: Readonly<Record<string, string>>): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web-rauta', namespace: 'shop', labels },
    spec: {},
  })
  const labels = gatewayServiceLabels(gateway('web'))
  t.true(isServiceOf(service({ ...labels, team: 'shop' }), gateway('web')))
  t.false(isServiceOf(service(labels), gateway('other')))
  for (const name of Object.keys(labels)) {
    const { [name]: _gone, ...rest } = labels
    t.false(isServiceOf(service(rest), gateway('web')), name)
  }
})
