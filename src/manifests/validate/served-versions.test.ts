// What an API server takes depends on the version that was written: v1alpha2 of three routes takes more.
import test from 'ava'
import { stringify } from 'yaml'
import { faultsOfChange } from './admit.ts'
import { readManifests } from '../read/read-manifests.ts'

interface Written {
  readonly kind: string
  readonly version: string
  readonly spec: object
}

function read({ kind, version, spec }: Written) {
  const apiVersion = `gateway.networking.k8s.io/${version}`
  const metadata = { name: 'a', namespace: 'shop' }
  return readManifests(stringify({ apiVersion, kind, metadata, spec }), 'f')
}

const taken = test.macro({
  title: (title = '') => title,
  exec(t, written: Written) {
    const { resources, problems } = read(written)
    t.deepEqual(problems, [])
    t.like(resources[0]?.resource, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: written.kind,
    })
  },
})
const refused = test.macro({
  title: (title = '') => title,
  exec: (t, written: Written) => t.is(read(written).resources.length, 0),
})

const rule = { backendRefs: [{ name: 'db', port: 5432 }] }
const one = { rules: [rule] }
const two = { rules: [rule, rule] }
const sameName = { ...rule, name: 'same' }
const named = { hostnames: ['a.example'], ...one }

for (const kind of ['TCPRoute', 'UDPRoute']) {
  test(`${kind}: v1 takes one rule`, taken, { kind, version: 'v1', spec: one })
  test(`${kind}: v1 takes no second rule`, refused, { kind, version: 'v1', spec: two })
  test(`${kind}: v1alpha2 takes a second rule`, taken, { kind, version: 'v1alpha2', spec: two })
  test(`${kind}: v1alpha2 takes no two rules of one name`, refused, {
    kind,
    version: 'v1alpha2',
    spec: { rules: [sameName, sameName] },
  })
}

for (const version of ['v1', 'v1alpha3']) {
  test(`TLSRoute: ${version} takes hostnames`, taken, { kind: 'TLSRoute', version, spec: named })
  test(`TLSRoute: ${version} takes none without`, refused, { kind: 'TLSRoute', version, spec: one })
  test(`TLSRoute: ${version} takes no IP address as one`, refused, {
    kind: 'TLSRoute',
    version,
    spec: { ...one, hostnames: ['192.0.2.1'] },
  })
}
test('TLSRoute: v1alpha2 takes one without hostnames', taken, {
  kind: 'TLSRoute',
  version: 'v1alpha2',
  spec: two,
})
test('TLSRoute: v1alpha2 takes an empty list of them', taken, {
  kind: 'TLSRoute',
  version: 'v1alpha2',
  spec: { ...one, hostnames: [] },
})
test('TLSRoute: v1alpha2 takes an IP address as one', taken, {
  kind: 'TLSRoute',
  version: 'v1alpha2',
  spec: { ...one, hostnames: ['192.0.2.1'] },
})
test('HTTPRoute: v1beta1 is as v1', taken, {
  kind: 'HTTPRoute',
  version: 'v1beta1',
  spec: { rules: [rule] },
})

test('a change of what v1alpha2 took is not held against the rules of v1', (t) => {
  const written = {
    kind: 'TLSRoute',
    version: 'v1alpha2',
    spec: { ...one, hostnames: ['192.0.2.1'] },
  }
  const [before] = read(written).resources
  const [after] = read({ ...written, spec: { ...one, hostnames: ['192.0.2.2'] } }).resources
  if (!before || !after) return t.fail('not taken')
  t.deepEqual(faultsOfChange(before.resource, after.resource), [])
})
