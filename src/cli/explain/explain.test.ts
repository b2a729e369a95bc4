import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import * as fc from 'fast-check'
import { freePort } from '../../testing/free-ports.ts'
import { colours, noColours } from '../../observe/log/colours.ts'
import { explainQuestionOf } from '../../gateway/explain/explain-question.ts'
import { explainText } from './explain-text.ts'
import { knownFromManifests } from './known-from-manifests.ts'
import { explain as explained } from '../../gateway/explain/explain.ts'
import { runCli } from '../run-cli.ts'
import {
  gatewayManifest,
  manifestFolder,
  policyManifest,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { runProgram } from '../../testing/cli/program.ts'
import { startServe } from '../../testing/cli/serve.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

const fine = {
  'gateway.yaml': gatewayManifest,
  'routes.yaml': routeManifest('/cart'),
  'services.yaml': serviceManifest(3001),
}

test('a request that is served ends with 0, each step on a line', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { code, out, errors } = await explain(['GET', 'http://shop.example/cart/7', '-f', folder])
  t.is(errors, '')
  t.is(
    out,
    `GET http://shop.example/cart/7
  ✔ port      80, which is bound at 127.0.0.1:8080
  ✔ listener  gateway/shop/web/listener/http (any hostname)
  ✔ hostname  shop.example
  ✔ rule      httproute/shop/cart/rule/0/match/0: path /cart or below it
  ✔ backend   service/shop/cart/80
      endpoints 127.0.0.1 127.0.0.1:3001
  → service/shop/cart/80 gets GET /cart/7 for host shop.example (HTTP/1.1)
`,
  )
  t.is(code, 0)
})

test('a path is explained in the spelling that it is routed and forwarded in, and so are routes', async (t) => {
  const routed = { ...fine, 'routes.yaml': routeManifest('/%63art') }
  const { folder } = await manifestFolder(t, routed)
  const { out } = await explain(['GET', 'http://shop.example/c%61rt/%c3%a9', '-f', folder])
  t.regex(out, /request {3}read as host shop\.example, path \/cart\/%C3%A9\n/)
  t.regex(out, /rule\/0\/match\/0: path \/cart or below it\n/)
  t.regex(out, /gets GET \/cart\/%C3%A9 for host/)
})

test('a request that nothing serves ends with 1 and says why', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { code, out } = await explain(['GET', 'http://shop.example/', '-f', folder])
  t.is(code, 1)
  t.regex(
    out,
    /✘ rule {6}no rule of the listener matches\n {2}→ 404: No route matches this request\./,
  )
  t.regex(
    out,
    /cart\/rule\/0\/match\/0\n {4}path: the path must be \/cart or below it, and is \/\n/,
  )
})

test('what is not served is told by its conditions', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { code, out } = await explain(['GET', 'https://shop.example/cart', '-f', folder])
  t.is(code, 1)
  t.regex(out, /✘ port {6}nothing listens on 443 \(there is 80 \(HTTP\)\)/)
  t.regex(
    out,
    /Gateway shop\/web \(not served\).*\n.*listener https: .*\n.*Secret shop\/tls .*does not exist/,
  )
})

test('what keeps the whole Gateway from being served is told', async (t) => {
  const web = gatewayManifest.replace(
    '  listeners:',
    '  addresses: [{ type: IPAddress, value: 127.0.0.5 }]\n  listeners:',
  )
  const { folder } = await manifestFolder(t, { ...fine, 'gateway.yaml': web })
  const { out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.regex(out, /Gateway shop\/web \(not served\).*\n.*AddressNotUsable: .*127\.0\.0\.5/)
})

test('a route whose parent is not there is told', async (t) => {
  const routes = routeManifest('/cart').replace('name: web', 'name: wep')
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': routes })
  const { out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.regex(
    out,
    /HTTPRoute shop\/cart \(not attached\).*\n {4}spec\.parentRefs\[0\]: Gateway shop\/wep does not exist/,
  )
  const elsewhere = await explain(['GET', 'http://shop.example/basket', '-f', folder])
  t.notRegex(elsewhere.out, /Conditions/)
})

test('--output json has the same, for programs', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const args = ['GET', 'http://shop.example/x', '-H', 'x-a: 1', '-f', folder, '--output', 'json']
  const { code, out } = await explain(args)
  t.is(code, 1)
  t.like(JSON.parse(out), {
    asked: 'GET http://shop.example/x',
    outcome: { isServed: false, status: 404 },
    near: [{ name: 'httproute/shop/cart/rule/0/match/0', part: 'path' }],
    objects: [],
    mistakes: [],
  })
})

test('on a terminal the step that ends it is red', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const known = await knownFromManifests([folder], { address: '127.0.0.1', portOffset: 8000 })
  const said = explained(explainQuestionOf(['GET', 'http://a.example/'], { header: [] }), known)
  t.true(
    explainText(said, colours)
      .join('\n')
      .includes(`${colours.red('✘')} rule`),
  )
})

test('of what was near five are shown, and the others counted', async (t) => {
  const rules = Array.from({ length: 7 }, (_, i) =>
    routeManifest(`/cart${i}`).replace('name: cart,', `name: cart${i},`),
  )
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': rules.join('---\n') })
  const { out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.is([...out.matchAll(/path: the path must be/g)].length, 5)
  t.regex(out, /… and 2 more\n$/)
})

test('what is wrong with another rule of the route is not told', async (t) => {
  const routes = `${routeManifest('/cart')}    - matches: [{ path: { type: PathPrefix, value: /old } }]
      backendRefs: [{ name: nowhere, port: 80 }]
`
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': routes })
  const good = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.notRegex(good.out, /nowhere/)
  const bad = await explain(['GET', 'http://shop.example/old', '-f', folder])
  t.regex(bad.out, /HTTPRoute shop\/cart \(met\).*\n.*BackendNotFound: spec\.rules\[1\].*nowhere/)
})

test('of a request in plain text it is told which policy for its Service leads nowhere', async (t) => {
  const target = '{ group: core, kind: service, name: carrt }'
  const { folder } = await manifestFolder(t, { ...fine, 'policy.yaml': policyManifest(target) })
  const { code, out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.is(code, 0)
  t.regex(out, /BackendTLSPolicy shop\/cart \(not attached\).*\n.*write kind: Service, group: ""/)
})

test('of a connection it is told, too, which policy for its Service leads nowhere', async (t) => {
  const listener = '    - { name: tcp, protocol: TCP, port: 5432 }\n    - { name: http,'
  const files = {
    ...fine,
    'gateway.yaml': gatewayManifest.replace('    - { name: http,', listener),
    'tcp.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: { name: db, namespace: shop }
spec:
  parentRefs: [{ name: web, sectionName: tcp }]
  rules: [{ backendRefs: [{ name: cart, port: 80 }] }]
`,
  }
  const withTarget = async (target: string) => {
    const { folder } = await manifestFolder(t, { ...files, 'policy.yaml': policyManifest(target) })
    return explain(['tcp://shop.example:5432', '-f', folder])
  }
  const lost = await withTarget('{ group: core, kind: Service, name: carrt }')
  t.is(lost.code, 0, lost.out)
  t.regex(lost.out, /BackendTLSPolicy shop\/cart \(not attached\).*\n.*targetRefs\[0\]\.group: /)
  const meant = await withTarget('{ group: core, kind: service, name: cart }')
  t.is(meant.code, 1, meant.out)
  t.regex(
    meant.out,
    /BackendTLSPolicy shop\/cart \(met\).*\n.*kind service\.core is not supported /,
  )
})

test('of a backend that is not permitted it is told which grant permits nothing', async (t) => {
  const { folder } = await manifestFolder(t, {
    ...fine,
    'routes.yaml': routeManifest('/cart').replace(
      'name: cart, port',
      'name: cart, namespace: bank, port',
    ),
    'grant.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: carts, namespace: bank }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HttpRoute, namespace: shop }]
  to: [{ group: "", kind: Service }]
`,
  })
  const { code, out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.is(code, 1)
  t.regex(out, /RefNotPermitted/)
  t.regex(
    out,
    /ReferenceGrant bank\/carts \(not attached\).*\n.*from\[0\]\.kind: .*write HTTPRoute/,
  )
})

test('a route whose parentRef is a slip is told, with what is meant', async (t) => {
  const slip = routeManifest('/cart').replace('name: web', 'name: web, kind: gateway')
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': slip })
  const { code, out } = await explain(['GET', 'http://shop.example/cart', '-f', folder])
  t.is(code, 1)
  t.regex(out, /HTTPRoute shop\/cart \(not attached\).*\n.*parentRefs\[0\]\.kind: .*write Gateway/)
})

test('a connection is explained by its port', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { code, out } = await explain(['tcp://127.0.0.1:5432', '-f', folder])
  t.is(code, 1)
  t.is(
    out,
    'tcp://127.0.0.1:5432\n  ✘ port      nothing listens on 5432 (there is 80 (HTTP))\n  → the connection is not taken\n',
  )
})

test("a Host of one's own is whom to ask for, the URL where to connect", async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const args = ['GET', 'http://127.0.0.1:8080/cart', '-H', 'Host: shop.example', '-f', folder]
  const { code, out } = await explain(args)
  t.is(code, 0, out)
})

test('--help has examples and the exit codes', async (t) => {
  const { code, out } = await explain(['--help'])
  t.is(code, 0)
  t.regex(out, /\nExamples:\n {2}rauta explain GET /)
  t.regex(out, /\nExit code: 0 /)
})

test('the program reads a pipe, and its exit code tells', async (t) => {
  const args = ['explain', 'GET', 'http://shop.example:8080/cart', '-f', '-']
  const { code, out, errors } = await runProgram(t, args, Object.values(fine).join('---\n'))
  t.is(code, 0, out + errors)
})

test.serial('--admin explains what a running rauta serves, with its conditions', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { address, portOffset, servers } = startServe(t, folder)
  const live = ['--admin', `http://${(await servers()).admin}`]
  const served = await explain(['GET', 'http://shop.example/cart/7', ...live])
  t.is(served.errors, '')
  t.is(served.code, 0, served.out)
  t.true(served.out.includes(`80, which is bound at ${address}:${80 + portOffset}`), served.out)
  const refused = await explain(['GET', 'https://shop.example/cart', ...live])
  t.is(refused.code, 1)
  t.regex(
    refused.out,
    /Gateway shop\/web \(not served\)\n.*listener https: .*\n.*Secret shop\/tls .*does not exist/,
  )
})

test('an admin URL with nothing, or something else, behind it is one sentence', async (t) => {
  const ask = (url: string) => explain(['GET', 'http://a.example/', '--admin', url])
  const nothing = await ask(`http://127.0.0.1:${await freePort()}`)
  t.is(nothing.code, 2)
  t.regex(
    nothing.errors,
    /^rauta: No admin server of Rauta answers at http:\/\/127\.0\.0\.1:\d+ \(connection refused\): .*-f PATH\.\n$/,
  )
  const lists = { steps: [], backendRefs: [], near: [], objects: [], mistakes: [] }
  const answer = { kind: 'Explanation', asked: '', met: {}, outcome: {}, ...lists }
  for (const [status, body] of [
    [404, 'Page not found; / lists all pages.\n'],
    [200, 'no JSON'],
    [200, JSON.stringify({ ...answer, kind: 'StatusReport' })],
    [200, JSON.stringify({ ...answer, outcome: 3 })],
    [200, JSON.stringify({ ...answer, near: [null] })],
  ] as const) {
    const other = await serverOf(t, status, body)
    t.regex(
      (await ask(other)).errors,
      /^rauta: The server at .* is not an admin server of this version of Rauta.*\n$/,
    )
  }
  const early = await serverOf(t, 503, 'The first configuration is not live yet.\n')
  t.regex((await ask(early)).errors, /^rauta: Rauta at .* has no active configuration yet.*\n$/)
  t.regex((await ask('ftp://a')).errors, /Give a URL, for example http:/)
})

for (const [method, hint] of [
  ['get', /no method get, but GET\n/],
  ['FOO', /no method FOO\n/],
] as const)
  test(`${method} is refused with 400, as Node's parser does it`, async (t) => {
    const { folder } = await manifestFolder(t, fine)
    const { code, out } = await explain([method, 'http://shop.example/', '-f', folder])
    t.is(code, 1)
    t.regex(out, hint)
    t.regex(out, /→ 400: The request is not valid HTTP\./)
  })

const wrongCommands: [args: string[], sentence: RegExp][] = [
  [[], /Give one request before the flags/],
  [['-f', '.'], /Give one request before the flags/],
  [['GET', 'http://a/', 'more'], /Give one request before the flags/],
  [
    ['http://a/', '-f', '.'],
    /Put the method before the URL, such as: rauta explain GET http:\/\/a\//,
  ],
  [['GET', 'a.example/x', '-f', '.'], /'a\.example\/x' is not a supported URL/],
  [['GET', 'ftp://a/', '-f', '.'], /is not a supported URL/],
  [['GET', 'http://u:p@a/', '-f', '.'], /remove the part before the @/],
  [['GET', 'http:///x', '-f', '.'], /has no valid host/],
  [['GET', 'tcp://a:5', '-f', '.'], /has no method: remove GET/],
  [['tcp://a', '-f', '.'], /Give the port, such as tcp:\/\/a:5432/],
  [['udp://a', '-f', '.'], /Give the port, such as udp:\/\/a:53/],
  [['udp://a:0', '-f', '.'], /0 is not a port: give a number/],
  [['GET', 'http://a:99999/', '-f', '.'], /99999 is not a port: give a number/],
  [['udp://a:53', '-H', 'a: b', '-f', '.'], /has no headers: remove -H/],
  [['udp://a:53/x', '-f', '.'], /has no path: remove \/x/],
  [['tcp://a:53', '--sni', 'a', '-f', '.'], /has no TLS server name: remove --sni/],
  [['GET', 'http://a/'], /A source is missing: give manifests with -f PATH, or/],
  [['GET', 'http://a/', '-f', '.', '--admin', 'http://b'], /A source is missing/],
  [['GET', 'http://a/', '-H', 'no colon', '-f', '.'], /Give a header as 'name: value'/],
  [['GET', 'http://a/', '-H', 'a: b\nc: d', '-f', '.'], /Give a header as 'name: value'/],
  [
    ['GET', 'http://a/', '-f', '/nowhere/at/all'],
    /File or folder \/nowhere\/at\/all does not exist/,
  ],
]

for (const [args, sentence] of wrongCommands) {
  test(`"rauta explain ${JSON.stringify(args)}" ends with 2 and one sentence`, async (t) => {
    const { code, out, errors } = await explain(args)
    t.is(code, 2)
    t.is(out, '')
    t.regex(errors, sentence)
    t.is(errors.split('\n').length, 2)
  })
}

test('whatever the URL is, it is explained or refused in one sentence, and moves no cursor', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const known = await knownFromManifests([folder], { address: '127.0.0.1', portOffset: 8000 })
  const part = fc.constantFrom(
    '/',
    '..',
    '%2e',
    '%2f',
    '\\',
    '?',
    '#',
    'cart',
    ':',
    '@',
    '[',
    '\u001b[2J',
    '\n',
    'é',
    ' ',
  )
  const url = fc
    .tuple(
      fc.constantFrom('http', 'https', 'tls', 'tcp', 'udp'),
      fc.constantFrom('shop.example', 'shop.example:8080', '127.0.0.1', '[::1]', 'a..b', ''),
      fc.array(fc.oneof(part, fc.string()), { maxLength: 6 }),
    )
    .map(([scheme, host, parts]) => `${scheme}://${host}${parts.join('')}`)
  const pageOf = (words: readonly string[]) => {
    try {
      return explainText(
        explained(explainQuestionOf(words, { header: [] }), known),
        noColours,
      ).join('\n')
    } catch (error) {
      if (error instanceof UsageError) return error.message
      throw error
    }
  }
  fc.assert(
    fc.property(url, fc.boolean(), (asked, hasMethod) => {
      const page = pageOf(hasMethod ? ['GET', asked] : [asked])
      // oxlint-disable-next-line no-control-regex -- these are what is looked for
      t.notRegex(page, /[\u0000-\u0009\u000b-\u001f]/)
    }),
    { numRuns: 1000 },
  )
})

test('whatever an admin server says, it moves no cursor', (t) => {
  const evil = '\u001b[2J'
  const page = explainText(
    {
      asked: evil,
      steps: [{ step: 'rule', isPassed: false, says: evil }],
      outcome: { isServed: false, says: evil },
      backendRefs: [],
      near: [{ name: evil, listener: evil, part: evil, why: evil }],
      met: {},
      mistakes: [evil],
      objects: [
        {
          object: evil,
          place: evil,
          why: 'not served',
          conditions: [{ part: evil, type: evil, status: 'False', reason: evil, message: evil }],
          unserved: evil,
        },
      ],
    },
    noColours,
  )
  t.false(page.join('').includes('\u001b'))
  t.is(page.join('').split('\\u001b').length - 1, 14)
})

const explain = (args: readonly string[]) => run(['explain', ...args])

async function run(args: readonly string[]) {
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const texts = [text(out), text(errors)]
  const code = await runCli(args, { out, errors })
  out.end()
  errors.end()
  const [outText = '', errorText = ''] = await Promise.all(texts)
  return { code, out: outText, errors: errorText }
}

async function serverOf(t: ExecutionContext, status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
