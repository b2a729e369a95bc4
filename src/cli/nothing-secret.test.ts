// What users write where no secret belongs is shown by nothing: dumps, explain, status, check, logs.
import test from 'ava'
import http from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { makeKeyPair } from '../testing/key-pair.ts'
import { gatewayManifest, manifestFolder, serviceManifest } from '../testing/cli/manifests.ts'
import { runProgram } from '../testing/cli/program.ts'
import { startServe } from '../testing/cli/serve.ts'

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

// A key and its header go by their shape, wherever they stand.
const elsewhere = (key: string) => {
  const copy = { kind: 'Secret', stringData: { any: `${secret}-20` } }
  const filter = { set: [{ name: 'Authorization', value: `${secret}-21` }] }
  const notes = {
    'example.com/copy': JSON.stringify(copy),
    'example.com/filter': JSON.stringify(filter),
    'example.com/yaml': `kind: Secret\ndata: { any: ${secret}-22 }\n`,
    'example.com/bare': key.split('\n').slice(1, -1).join(''),
    'example.com/tail': key.split('\n').slice(1).join('\n'),
    'example.com/url': `https://${secret}-23@git.example/a`,
    'example.com/call': `https://a.example/?access_token=${secret}-24`,
    'example.com/config': `password=${secret}-25 user=a`,
  }
  const headers = {
    'Proxy-Authorization': `Basic ${secret}-26`,
    'X-Pass': `${secret}-27`,
    'X-Pin2': `${secret}-28`,
    'X-Api-Key-2': `${secret}-29`,
    'connect.sid': `${secret}-30`,
    'X-Config': `{"client_secret":"${secret}-31"}`,
    Location: `https://a.example/?token=${secret}-32`,
    'X-Encoded': encodeURIComponent(`token=${secret}-33`),
    'X-Header': JSON.stringify(filter),
    'X-Key-Of-Backend': Buffer.from(key).toString('base64'),
  }
  const set = Object.entries(headers).map(([name, value]) => ({ name, value }))
  const rules = [
    { matches: [{ path: { value: `/session;jsessionid=${secret}-34` } }] },
    { matches: [{ path: { type: 'RegularExpression', value: `/(token=${secret}-35` } }] },
    {
      filters: [
        { type: 'RequestHeaderModifier', requestHeaderModifier: { set } },
        { type: 'ResponseHeaderModifier', responseHeaderModifier: { add: set } },
        {
          type: 'RequestRedirect',
          requestRedirect: {
            path: { type: 'ReplaceFullPath', replaceFullPath: `/?token=${secret}-36` },
          },
        },
      ],
    },
  ]
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'elsewhere', namespace: 'shop', annotations: notes },
    spec: { parentRefs: [{ name: 'web' }], rules },
  }
  const noted = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'noted', namespace: 'shop', annotations: { a: `${secret}-37` } },
    stringData: { a: `${secret}-38` },
  }
  return [route, noted].map((object) => `---\n${JSON.stringify(object)}\n`).join('')
}

const targets = [
  `/any?access_token=${secret}-10&x=1`,
  `/any?%74oken=${secret}-40`,
  `/any?x=1;token=${secret}-41`,
  `/any?next=%2F%3Ftoken%3D${secret}-42`,
  `/any?x=Bearer+${secret}-43`,
  `/any;jsessionid=${secret}-44`,
  `/any/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.${secret}-45`,
]

function* commandsFor(admin: string, file: string): Generator<string[]> {
  const asked = `http://shop.example/any?access_token=${secret}-11`
  const near = 'http://shop.example/cart?token=no'
  for (const output of ['--output=text', '--output=json']) {
    for (const from of [admin, file])
      for (const url of [asked, near]) yield ['explain', 'GET', url, from, output]
    yield ['status', '--all', admin, output]
  }
  for (const output of ['table', 'json', 'yaml', 'github', 'sarif'])
    yield ['check', file, `--output=${output}`]
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
    'elsewhere.yaml': elsewhere(key.trim()),
  })
  const shown: string[] = []
  for (const format of ['json', 'text']) {
    const program = startServe(t, folder, [`--access-log=${format}`, '--log-level=debug'])
    const { address, portOffset } = program
    await program.printed(/Ctrl-C ends|"message":"Rauta started"/)
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
    for (const target of targets) await get(`http://${address}:${80 + portOffset}${target}`)
    await program.printed(/any\/\[redacted\]/)
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

test('a kubeconfig that cannot be read, and words that are not understood, are told without secrets', async (t) => {
  const { folder } = await manifestFolder(t, {
    yaml: `users:\n- user:\n    token: ${secret}-1: x\n    data: "${secret}-2\n`,
    json: `{"users":[{"user":{"token":"${secret}-3" "data":"${secret}-4"}}]}`,
    server: `current-context: a
contexts: [{ name: a, context: { cluster: a, user: a } }]
clusters: [{ name: a, cluster: { server: "http://a:${secret}-5@127.0.0.1:1" } }]
users: [{ name: a, user: { token: ${secret}-6 } }]
`,
  })
  const observer = ['run', '--addresses=host', '--observe', '--admin=127.0.0.1:0']
  for (const command of [
    ...['yaml', 'json', 'server'].flatMap((file) => [
      ['status', `--kubeconfig=${folder}/${file}`],
      [...observer, `--kubeconfig=${folder}/${file}`],
    ]),
    ['status', `--admin=ftp://a:${secret}-7@127.0.0.1/`],
    ['explain', 'GET', 'http://shop.example/', '-H', `Authorization Bearer ${secret}-8`],
    ['explain', 'GET', `ftp://shop.example/?token=${secret}-9`, '-f', folder],
    ['check', `--token=${secret}-10`],
  ]) {
    const { code, out, errors } = await runProgram(t, command)
    t.is(code, 2)
    t.notRegex(out + errors, /hunter2/)
    t.regex(errors, /^rauta: .*\.\n$/)
  }
})
