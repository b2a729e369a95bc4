// What the control half says of a key pair is what the proxy half finds when it uses it: at a listener, and
// as the certificate that a Gateway shows to endpoints.
import test from 'ava'
import { endpointTlsOf } from '../../proxy/endpoint-side/tls/endpoint-tls.ts'
import { loadCredential } from '../../proxy/tls/credential.ts'
import { readManifests } from '../../manifests/read/read-manifests.ts'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { makeAuthority } from '../../testing/authority.ts'
import type { TestKeyPair } from '../../testing/key-pair.ts'
import { statusesOf } from '../../status/statuses-of.ts'
import { createTranslator } from '../create-translator.ts'

const root = await makeAuthority('root')
const middle = await root.intermediate('middle')
const good = await middle.issue(['a.example'])
const [leaf = '', issuer = ''] = good.certificate.split(/(?=-----BEGIN)/).map((one) => one.trim())
const weak = await (await root.intermediate('weak', { hash: 'SHA-1' })).issue(['a.example'])
const short = await (await root.intermediate('short', { bits: 1024 })).issue(['a.example'])

function translated({ certificate, key }: TestKeyPair) {
  const { resources } = readManifests(
    `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: rauta}
spec: {controllerName: rauta.dev/gateway-controller}
---
apiVersion: v1
kind: Secret
metadata: {name: pair, namespace: shop}
type: kubernetes.io/tls
data:
  tls.crt: ${Buffer.from(certificate).toString('base64')}
  tls.key: ${Buffer.from(key).toString('base64')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  gatewayClassName: rauta
  tls: {backend: {clientCertificateRef: {name: pair}}}
  listeners:
    - {name: http, port: 80, protocol: HTTP}
    - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: pair}]}}
`,
    'test.yaml',
  )
  const translate = createTranslator({
    controllerName: 'rauta.dev/gateway-controller',
    portOffset: 0,
    reservedPorts: [],
  })
  const { snapshot, drafts } = translate(resourceSetOf(resources), {
    liveCertificates: {},
    nowMs: Date.now(),
    addressing: { mode: 'host', bind: '127.0.0.1', addresses: ['127.0.0.1'] },
  })
  return { snapshot, said: JSON.stringify(statusesOf(drafts, {})) }
}

for (const [what, pair] of [
  ['whose chain has no line break between its blocks', { ...good, certificate: leaf + issuer }],
  ['whose chain has no line break at its end', { ...good, certificate: `${leaf}\n${issuer}` }],
] as const)
  test(`a pair ${what} is called good, and is served and shown`, (t) => {
    const { snapshot, said } = translated(pair)
    t.notRegex(said, /InvalidC(?:lient)?CertificateRef/)
    const [http] = snapshot.listeners
    const certificate = snapshot.certificates[http?.backendCertificate ?? '']
    if (!certificate) return t.fail('it is not shown')
    t.is(snapshot.listeners.length, 2)
    t.is(loadCredential(certificate).type, 'loaded')
    const tls = { hostname: 'b.example', subjectAltNames: [], trust: 'System' } as const
    t.truthy(endpointTlsOf(snapshot, { tls }, certificate.name))
  })

for (const [what, pair] of [
  ['whose last block is cut short', { ...good, certificate: `${leaf}\n${issuer.slice(0, 99)}` }],
  ['with a weak signature in its chain', weak],
  ['with a short key in its chain', short],
] as const)
  test(`a pair ${what} is told at the listener and at its Gateway, and is neither served nor shown`, (t) => {
    const { snapshot, said } = translated(pair)
    t.regex(said, /"InvalidCertificateRef"/)
    t.regex(said, /"InvalidClientCertificateRef"/)
    t.deepEqual(snapshot.certificates, {})
    t.deepEqual(
      snapshot.listeners.map(({ name, backendCertificate }) => [name, backendCertificate]),
      [['gateway/shop/front/listener/http', undefined]],
    )
  })

test('an issuer in a chain that is past its end is told at the listener and at its Gateway', async (t) => {
  const notAfter = new Date('2021-01-01')
  const old = await root.intermediate('old', { notBefore: new Date('2020-01-01'), notAfter })
  const { said } = translated(await old.issue(['a.example']))
  for (const path of [
    'spec.listeners[1].tls.certificateRefs[0]',
    'spec.tls.backend.clientCertificateRef',
  ])
    t.true(
      said.includes(
        `Warning: ${path}: certificate number 2 of Secret shop/pair expired at 2021-01-01T00:00:00.000Z but is still served; renew it`,
      ),
      said,
    )
})
