// Where what was found stands, and how programs are told.
import { resolve } from 'node:path'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { secretManifest } from '../../docs/guide/own-certificates.ts'
import { checkFiles } from './test-check.ts'
import { gatewayManifest, routeManifest, serviceManifest } from './test-manifests.ts'
import { runProgram } from './test-program.ts'

const gateway = gatewayManifest.replace(/ {4}- name: https[\s\S]*$/, '')
const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs:
    - name: web
  rules:
    - backendRefs:
        - name: cart
          port: 80
        - name: nowhere
          port: 80
    - sessionPersistence:
        sessionName: a
      backendRefs:
        - name: cart
          port: 81
`
const service = serviceManifest(3001)
const files = { 'gateway.yaml': gateway, 'routes.yaml': route, 'services.yaml': service }

async function linesOf(t: Parameters<typeof checkFiles>[0], routes: string, file = 'routes.yaml') {
  const { out } = await checkFiles(
    t,
    { 'gateway.yaml': gateway, 'services.yaml': service, [file]: routes },
    ['--output', 'json'],
  )
  return JSON.parse(out).problems.map(
    ({ field, line }: Record<string, unknown>) => `${field} ${line}`,
  )
}

test('a problem points at its field, each sentence on a line of its own', async (t) => {
  const { code, out } = await checkFiles(t, files)
  t.is(code, 1)
  t.regex(out, /^✘ HTTPRoute shop\/cart {2}routes\.yaml:1\n/)
  const lines = out
    .split('\n')
    .filter((line) => line.includes('there is no Service') || line.includes('no port'))
  t.deepEqual(lines, [
    '      ✘ ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[1]: there is no Service shop/nowhere; create it, or correct the name or namespace  routes.yaml:11',
    '          spec.rules[1].backendRefs[0]: Service shop/cart has no port 81 (it has 80)  routes.yaml:16',
  ])
  t.deepEqual(await linesOf(t, route), [
    'spec.rules[0].backendRefs[1] 11',
    'spec.rules[1].backendRefs[0] 16',
  ])
})

test('it is right in the second document of a file, after comments and with CR LF', async (t) => {
  const text = `# first\n---\n${service.split('---\n')[1]}---\n\n# second\n${route}`
  const slice = text.replace('name: cart-1', 'name: cart-2').replaceAll('\n', '\r\n')
  t.deepEqual(await linesOf(t, slice), [
    'spec.rules[0].backendRefs[1] 22',
    'spec.rules[1].backendRefs[0] 27',
  ])
})

test('it is right in a List of YAML, short or long, and in one of JSON', async (t) => {
  const list = (filling: string) =>
    stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: filling } },
        parse(route),
      ],
    })
  const places = ['spec.rules[0].backendRefs[1] 22', 'spec.rules[1].backendRefs[0] 27']
  t.deepEqual(await linesOf(t, list('short')), places)
  t.deepEqual(
    await linesOf(
      t,
      list('x'.repeat(600_000))
        .replace('>-\n', '"')
        .replace(/(x)\n/, '$1"\n')
        .replace('"        ', '"'),
    ),
    places,
  )
  const json = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [parse(route)] }, null, '\t')
  t.deepEqual(await linesOf(t, json, 'list.json'), [
    'spec.rules[0].backendRefs[1] 25',
    'spec.rules[1].backendRefs[0] 36',
  ])
})

test('it is right in the second of two JSON objects on one line', async (t) => {
  const text = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}} ${JSON.stringify(parse(route), null, 1)}`
  t.deepEqual(await linesOf(t, text, 'stream.json'), [
    'spec.rules[0].backendRefs[1] 21',
    'spec.rules[1].backendRefs[0] 32',
  ])
})

test('an alias points at its anchor, a merge key at what it merges', async (t) => {
  const anchored = `metadata: { name: b, namespace: shop }
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  parentRefs: [{ name: web }]
  rules:
    - matches:
        - path: { value: /a }
      backendRefs: &refs
        - &base
          name: nowhere
          port: 80
    - matches:
        - path: { value: /b }
      backendRefs: *refs
    - matches:
        - path: { value: /c }
      backendRefs:
        - <<: *base
          weight: 2
`
  t.deepEqual(await linesOf(t, anchored), [
    'spec.rules[0].backendRefs[0] 11',
    'spec.rules[1].backendRefs[0] 11',
    'spec.rules[2].backendRefs[0] 19',
  ])
})

test('what names no field points at the listener or the parentRef that it is about', async (t) => {
  const { out } = await checkFiles(t, {
    ...files,
    'gateway.yaml': gateway.replace('port: 80 }', 'port: 80, hostname: 192.0.2.1 }'),
  })
  t.regex(
    out,
    /✘ Programmed=False Invalid: The listener is not served: it is not accepted {2}gateway\.yaml:12\n/,
  )
})

test('a parentRef that leads nowhere has its line', async (t) => {
  t.deepEqual(await linesOf(t, route.replace('- name: web', '- name: wep')), [
    'spec.parentRefs[0] 6',
  ])
})

test('a field without effect is a line of its own, and counts with --strict', async (t) => {
  const one = route
    .replace('nowhere', 'cart')
    .replace('81', '80')
    .replace(/ {8}- name: cart\n {10}port: 80\n {4}-/, '    -')
  const warned = await checkFiles(t, { ...files, 'routes.yaml': one })
  t.is(warned.code, 0, warned.out)
  t.regex(warned.out, /^! HTTPRoute shop\/cart {2}routes\.yaml:1\n/)
  t.regex(
    warned.out,
    /✔ Accepted=True Accepted: Attached to listener "http"\n {6}! spec\.rules\[1\]\.sessionPersistence: is not served yet and has no effect {2}routes\.yaml:11\n/,
  )
  t.is((await checkFiles(t, { ...files, 'routes.yaml': one }, ['--strict'])).code, 1)
})

test('a namespace where there is none is a notice: all is fine, with --strict too', async (t) => {
  const { code, out } = await checkFiles(
    t,
    {
      ...files,
      'routes.yaml': routeManifest('/'),
      'gateway.yaml': gateway.replace('name: rauta }', 'name: rauta, namespace: shop }'),
    },
    ['--strict'],
  )
  t.is(code, 0)
  t.regex(
    out,
    /\ngateway\.yaml:3: GatewayClass rauta: metadata\.namespace: a GatewayClass has no namespace/,
  )
  t.regex(out, /All fine: 3 objects\.\n$/)
})

test('certificates of a listener that passes TLS through are a warning, and count with --strict', async (t) => {
  const tls =
    '    - {name: tls, port: 443, protocol: TLS, hostname: a.example, tls: {mode: Passthrough, certificateRefs: [{name: nowhere}]}}\n'
  const alone = { 'gateway.yaml': `${gateway.trimEnd()}\n${tls}` }
  const { code, out } = await checkFiles(t, alone)
  t.is(code, 0, out)
  t.regex(
    out,
    /! spec\.listeners\[1\]\.tls\.certificateRefs: has no effect with mode: Passthrough, .* {2}gateway\.yaml:\d+\n/,
  )
  t.is((await checkFiles(t, alone, ['--strict'])).code, 1)
})

test('hostnames that overlap are a warning, and count with --strict', async (t) => {
  const overlapping = gatewayManifest.replace(
    / {4}- name: https\n/,
    '    - { name: any, protocol: HTTPS, port: 443, hostname: "*.example", tls: { certificateRefs: [{ name: tls }] } }\n$&',
  )
  const tls = await secretManifest({ name: 'tls', namespace: 'shop', hostname: '*.example' })
  const all = {
    ...files,
    'routes.yaml': routeManifest('/'),
    'gateway.yaml': overlapping,
    'tls.yaml': tls,
  }
  const { code, out } = await checkFiles(t, all)
  t.is(code, 0, out)
  t.regex(
    out,
    /! OverlappingTLSConfig=True Overlapping\w+: spec\.listeners\[1\]\..* {2}gateway\.yaml:13\n/,
  )
  t.notRegex(out, /All fine/)
  t.is((await checkFiles(t, all, ['--strict'])).code, 1)
})

test('with --strict nothing but mistakes, problems and warnings counts', async (t) => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n'
  const { code } = await checkFiles(
    t,
    { ...files, 'routes.yaml': routeManifest('/'), 'pod.yaml': pod },
    ['--strict'],
  )
  t.is(code, 0)
})

const all = {
  'gateway.yaml': gateway,
  'routes.yaml': route,
  'services.yaml': `${service}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n`,
  'wrong, file.yaml': route.replace('name: cart,', 'name: wrong,').replace('port: 81', 'port: 0'),
}

test('--output json has places, mistakes, problems, warnings and notices', async (t) => {
  const { code, out } = await checkFiles(t, all, ['--output', 'json'])
  t.is(code, 1)
  const { items, places, mistakes, problems, warnings, notices } = JSON.parse(out)
  t.is(items.length, 3)
  t.deepEqual(places[2], { object: 'HTTPRoute shop/cart', file: 'routes.yaml', line: 1 })
  t.deepEqual(mistakes, [
    {
      file: 'wrong, file.yaml',
      line: 17,
      object: 'HTTPRoute shop/wrong',
      part: '',
      field: 'spec.rules[1].backendRefs[0].port',
      message: 'expected a number from 1 to 65535, found 0',
    },
  ])
  t.like(problems[0], {
    file: 'routes.yaml',
    line: 11,
    object: 'HTTPRoute shop/cart',
    part: 'Gateway web',
    field: 'spec.rules[0].backendRefs[1]',
    condition: { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound' },
  })
  t.like(warnings[0], { file: 'routes.yaml', line: 13, field: 'spec.rules[1].sessionPersistence' })
  t.like(notices[0], { file: 'services.yaml', line: 13, object: 'Pod p' })
})

test('--output github is a workflow command a finding, escaped', async (t) => {
  const { code, out, errors } = await checkFiles(t, all, ['--output', 'github'])
  t.is(code, 1)
  t.is(errors, '')
  t.deepEqual(
    out.split('\n').map((line) => line.replace(/file=[^,]*%2F|file=\.\.\/[^,]*\//, 'file=')),
    [
      '::notice file=services.yaml,line=13,title=Pod p::the kind Pod is not read; its objects are ignored',
      '::error file=wrong%2C file.yaml,line=17,title=HTTPRoute shop/wrong::spec.rules[1].backendRefs[0].port: expected a number from 1 to 65535, found 0',
      '::warning file=routes.yaml,line=13,title=HTTPRoute shop/cart::Gateway web: spec.rules[1].sessionPersistence: is not served yet and has no effect',
      '::error file=routes.yaml,line=11,title=HTTPRoute shop/cart::Gateway web: ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[1]: there is no Service shop/nowhere; create it, or correct the name or namespace',
      '::error file=routes.yaml,line=16,title=HTTPRoute shop/cart::Gateway web: ResolvedRefs=False BackendNotFound: spec.rules[1].backendRefs[0]: Service shop/cart has no port 81 (it has 80)',
      '',
    ],
  )
})

test('--output sarif is SARIF 2.1.0', async (t) => {
  const { code, out, errors } = await checkFiles(t, all, ['--output', 'sarif'])
  t.is(code, 1)
  t.is(errors, '')
  const log = JSON.parse(out)
  t.like(log, { version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json' })
  const [run] = log.runs
  t.is(run.tool.driver.name, 'rauta')
  t.is(run.results.length, 5)
  for (const result of run.results) {
    t.is(run.tool.driver.rules[result.ruleIndex].id, result.ruleId)
    t.true(['error', 'warning', 'note'].includes(result.level))
    t.true(result.message.text.length > 0)
    const [{ physicalLocation }] = result.locations
    t.true(Number.isInteger(physicalLocation.region.startLine))
  }
  t.deepEqual(
    run.results.map(({ ruleId, level, locations: [{ physicalLocation }] }: Result) => {
      const { artifactLocation, region } = physicalLocation
      return `${ruleId} ${level} ${artifactLocation.uri.split('/').at(-1)}:${region.startLine}`
    }),
    [
      'manifest/notice note services.yaml:13',
      'manifest/mistake error wrong,%20file.yaml:17',
      'Accepted/warning warning routes.yaml:13',
      'ResolvedRefs/BackendNotFound error routes.yaml:11',
      'ResolvedRefs/BackendNotFound error routes.yaml:16',
    ],
  )
})

test('what came through a pipe has its place in the text of its annotation', async (t) => {
  const { out } = await runProgram(t, ['check', '-f', '-', '--output', 'github'], route)
  t.regex(
    out,
    /^::error title=HTTPRoute shop\/cart::standard input:6: spec\.parentRefs\[0\]: there is no Gateway/,
  )
})

test('a file of this folder is named from here, as a repository does', async (t) => {
  const file = 'docs/guide/09-reading-conditions/mistake.yaml'
  for (const path of [file, `./${file}`, resolve(file)]) {
    const { out } = await runProgram(t, ['check', '-f', path, '--output', 'sarif'])
    const [{ locations }] = JSON.parse(out).runs[0].results
    t.deepEqual(locations[0].physicalLocation, {
      artifactLocation: { uri: file },
      region: { startLine: 9 },
    })
  }
})

interface Result {
  readonly ruleId: string
  readonly level: string
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string }
        readonly region: { readonly startLine: number }
      }
    },
  ]
}
