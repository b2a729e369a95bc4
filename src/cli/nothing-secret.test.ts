// What users write where no secret belongs is shown by nothing: dumps, explain, status, check, logs.
import test from 'ava'
import http from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { ownPlace } from '../testing/own-place.ts'
import { makeKeyPair } from '../testing/key-pair.ts'
import { gatewayManifest, manifestFolder, serviceManifest } from '../testing/cli/manifests.ts'
import { runProgram, startProgram } from '../testing/cli/program.ts'

const secret = 'hunter2'
const indented = (pem: string) => pem.trim().replaceAll('\n', '\n    ')

const routes = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: cart
  namespace: shop
  annotations: { example.com/api-token: ${secret}-0 }
spec:
  parentRefs: [{ name: web }]
  hostnames: [shop.example]
  rules:
    - matches:
        - path: { value: /cart }
          headers: [{ name: Authorization, value: "Bearer ${secret}-1" }]
          queryParams: [{ name: token, value: ${secret}-2 }]
        - path: { value: /any }
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            set: [{ name: Authorization, value: "Basic ${secret}-3" }]
            add: [{ name: X-Api-Key, value: ${secret}-4 }]
        - type: ResponseHeaderModifier
          responseHeaderModifier:
            add: [{ name: Set-Cookie, value: "sid=${secret}-5" }]
      backendRefs: [{ name: cart, port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: wrong, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  rules:
    - matches: [{ headers: [{ name: X-Token, type: RegularExpression, value: "(${secret}-6" }] }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: mistaken, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  rules:
    - filters:
        - type: RequestHeaderModifier
          requestHeaderModifier: { set: [{ name: Cookie, value: [${secret}-7] }] }
`

function* commandsFor(admin: string, file: string): Generator<string[]> {
  const asked = `http://shop.example/any?access_token=${secret}-11`
  const near = 'http://shop.example/cart?token=no'
  for (const output of ['--output=text', '--output=json']) {
    for (const from of [admin, file])
      for (const url of [asked, near]) yield ['explain', 'GET', url, from, output]
    yield ['status', '--all', admin, output]
    yield ['check', file, output]
  }
}

test('keys in ConfigMaps and tokens in filters, matches and queries are shown by nothing', async (t) => {
  const { certificate, key } = await makeKeyPair(['ca.example'])
  const configMap = `apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: shop }
data:
  password: ${secret}-8
  tls.key: |
    ${indented(key)}
  ca.crt: |
    ${indented(certificate)}
    ${indented(key)}
binaryData: { der: ${Buffer.from(`${secret}-9`).toString('base64')} }
`
  const { folder } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest,
    'routes.yaml': routes,
    'services.yaml': serviceManifest(9),
    'ca.yaml': configMap,
  })
  const { address, portOffset } = ownPlace()
  const place = [`--address=${address}`, `--port-offset=${portOffset}`]
  const servers = ['--admin=127.0.0.1:0', '--health=127.0.0.1:0']
  const args = ['serve', `--file=${folder}`, ...place, ...servers]
  const shown: string[] = []
  for (const format of ['json', 'text']) {
    const program = startProgram(t, [...args, `--access-log=${format}`, '--log-level=debug'])
    await program.printed(/Ctrl-C ends|"message":"gateway started"/)
    const admin = /admin(?:":"| http:\/\/)(127\.0\.0\.1:\d+)/.exec(program.out())![1]!
    const get = async (url: string) => {
      const request = http.get(url, {
        headers: url.includes(admin) ? {} : { host: 'shop.example' },
      })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      return text(response)
    }
    for (const path of ['/snapshot', '/resources', '/endpoints'])
      shown.push(await get(`http://${admin}${path}`))
    await get(`http://${address}:${80 + portOffset}/any?access_token=${secret}-10&x=1`)
    await program.printed(/access_token/)
    if (format === 'json')
      for (const command of commandsFor(`--admin=http://${admin}`, `--file=${folder}`)) {
        const { out, errors } = await runProgram(t, command)
        shown.push(out, errors)
      }
    program.child.kill('SIGTERM')
    await program.ended()
    shown.push(program.out(), program.errors())
  }
  const excerpt = key.split('\n')[1]!
  const encoded = Buffer.from(secret).toString('base64').slice(0, 8)
  for (const output of shown) {
    const found = output
      .split('\n')
      .filter((line) => /hunter2/.test(line) || line.includes(excerpt) || line.includes(encoded))
    t.deepEqual(found, [])
  }
  t.true(shown.some((output) => output.includes('BEGIN CERTIFICATE')))
  t.true(shown.some((output) => output.includes('header Authorization: [redacted]')))
})
