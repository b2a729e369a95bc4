// What a Gateway whose authorities are wrong does to one beside it: nothing.
import test from 'ava'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { createTranslator } from '../create-translator.ts'
import { withKeyPairs } from '../../testing/translate/certificates.ts'

const translate = createTranslator({
  controllerName: 'rauta.dev/gateway-controller',
  portOffset: 0,
  reservedPorts: [],
})

const base = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: rauta}
spec: {controllerName: rauta.dev/gateway-controller}
---
apiVersion: v1
kind: Secret
metadata: {name: tls, namespace: shop}
type: kubernetes.io/tls
data:
  tls.crt: <certificate for a.example>
  tls.key: <key for a.example>
---
apiVersion: v1
kind: ConfigMap
metadata: {name: clients, namespace: shop}
data: {ca.crt: <authority of clients>}
`

const gateway = (name: string, hostname: string, ref: string) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: shop}
spec:
  gatewayClassName: rauta
  tls: {frontend: {default: {validation: {caCertificateRefs: [${ref}]}}}}
  listeners:
    - {name: https, port: 443, protocol: HTTPS, hostname: ${hostname}, tls: {certificateRefs: [{name: tls}]}}
`

const good = gateway('good', 'good.example', '{group: "", kind: ConfigMap, name: clients}')
const { filled: parts } = await withKeyPairs([base, good].join('\n# next\n'))
const [filledBase = '', filledGood = ''] = parts.split('\n# next\n')

function servedOf(text: string) {
  const { resources } = readManifests(text, 'test.yaml')
  return translate(resourceSetOf(resources), {
    liveCertificates: {},
    nowMs: Date.parse('2026-06-01'),
    addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  })
}

for (const [what, ref, more] of [
  ['missing', '{group: "", kind: ConfigMap, name: missing}', ''],
  ['of another kind', '{group: "", kind: Service, name: clients}', ''],
  ['not granted', '{group: "", kind: ConfigMap, name: clients, namespace: web}', ''],
  [
    'garbage',
    '{group: "", kind: ConfigMap, name: garbage}',
    '\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: garbage, namespace: shop}\ndata: {ca.crt: hunter2}\n',
  ],
] as const) {
  test(`authorities that are ${what} leave the Gateway beside as it is alone`, (t) => {
    const alone = servedOf(filledBase + filledGood)
    const beside = servedOf(
      filledBase + more + gateway('broken', 'broken.example', ref) + filledGood,
    )
    t.is(alone.snapshot.listeners.length, 1)
    t.deepEqual(beside.snapshot, alone.snapshot)
    const about = ({ drafts }: typeof alone, name: string) =>
      drafts.find((draft) => draft.kind === 'Gateway' && draft.name === name)
    t.deepEqual(about(beside, 'good'), about(alone, 'good'))
    t.notRegex(JSON.stringify(about(beside, 'broken')), /hunter2/)
    t.regex(JSON.stringify(about(beside, 'broken')), /NoValidCACertificate/)
  })
}
