import test from 'ava'
import { type Catalogue, levelOf, plannedTests } from './catalogue.ts'

const http = {
  name: 'GATEWAY-HTTP',
  core: ['Gateway', 'HTTPRoute', 'ReferenceGrant'],
  extended: ['HTTPRouteMethodMatching'],
}
const tls = { name: 'GATEWAY-TLS', core: ['Gateway', 'ReferenceGrant', 'TLSRoute'], extended: [] }
const simple = { name: 'HTTPRouteSimpleSameNamespace', features: ['Gateway', 'HTTPRoute'] }
const method = {
  name: 'HTTPRouteMethodMatching',
  features: ['Gateway', 'HTTPRoute', 'HTTPRouteMethodMatching'],
}
const disallowed = {
  name: 'HTTPRouteDisallowedKind',
  features: ['Gateway', 'HTTPRoute', 'TLSRoute'],
}
const mesh = { name: 'MeshBasic', features: ['Mesh'] }
const catalogue: Catalogue = { profiles: [http, tls], tests: [simple, method, disallowed, mesh] }
const profiles = ['GATEWAY-HTTP']

test('a test is core when all its features are, extended when one is not, else of no profile', (t) => {
  t.is(levelOf(simple, http), 'core')
  t.is(levelOf(method, http), 'extended')
  t.is(levelOf(simple, tls), undefined)
  t.is(levelOf(disallowed, http), undefined)
  t.is(levelOf(disallowed, tls), undefined)
})

test('a test is planned when its features are published or core to a profile of the run', (t) => {
  t.deepEqual(plannedTests(catalogue, { profiles, features: [] }), [simple])
  const features = ['HTTPRouteMethodMatching']
  t.deepEqual(plannedTests(catalogue, { profiles, features }), [simple, method])
})

test('a test of no profile is planned like any other', (t) => {
  const features = ['TLSRoute']
  t.deepEqual(plannedTests(catalogue, { profiles, features }), [simple, disallowed])
})

test('one test is planned alone, whatever is published', (t) => {
  const run = { profiles, features: [], test: 'HTTPRouteDisallowedKind' }
  t.deepEqual(plannedTests(catalogue, run), [disallowed])
})

test('an unknown name is refused with those that are known', (t) => {
  t.throws(() => plannedTests(catalogue, { profiles: ['HTTP'], features: [] }), {
    message: 'PROFILES: there is no profile HTTP; the suite has GATEWAY-HTTP, GATEWAY-TLS',
  })
  t.throws(() => plannedTests(catalogue, { profiles, features: [], test: 'methodmatching' }), {
    message: 'TEST: the suite has no test methodmatching; like it: HTTPRouteMethodMatching',
  })
})
