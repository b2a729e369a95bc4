// Where what was found stands.
import test from 'ava'
import { parse, stringify } from 'yaml'
import { checkFiles } from '../../testing/cli/check.ts'
import {
  wrongRouteFiles,
  gatewayWithoutTls,
  wrongRoute,
  cartService,
} from '../../testing/cli/wrong-route.ts'

async function linesOf(t: Parameters<typeof checkFiles>[0], routes: string, file = 'routes.yaml') {
  const { out } = await checkFiles(
    t,
    { 'gateway.yaml': gatewayWithoutTls, 'services.yaml': cartService, [file]: routes },
    ['--output', 'json'],
  )
  return JSON.parse(out).problems.map(
    ({ field, line }: Record<string, unknown>) => `${field} ${line}`,
  )
}

test('a problem points at its field, each sentence on a line of its own', async (t) => {
  const { code, out } = await checkFiles(t, wrongRouteFiles)
  t.is(code, 1)
  t.regex(out, /^✘ HTTPRoute shop\/cart {2}routes\.yaml:1\n/)
  const lines = out
    .split('\n')
    .filter((line) => line.includes('does not exist') || line.includes('no port'))
  t.deepEqual(lines, [
    '      ✘ ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[1]: Service shop/nowhere does not exist; create it, or correct the name or namespace  routes.yaml:11',
    '          spec.rules[1].backendRefs[0]: Service shop/cart has no port 81 (it has 80)  routes.yaml:16',
  ])
  t.deepEqual(await linesOf(t, wrongRoute), [
    'spec.rules[0].backendRefs[1] 11',
    'spec.rules[1].backendRefs[0] 16',
  ])
})

test('it is right in the second document of a file, after comments and with CR LF', async (t) => {
  const text = `# first\n---\n${cartService.split('---\n')[1]}---\n\n# second\n${wrongRoute}`
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
        parse(wrongRoute),
      ],
    })
  const places = ['spec.rules[0].backendRefs[1] 22', 'spec.rules[1].backendRefs[0] 29']
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
  const json = JSON.stringify(
    { apiVersion: 'v1', kind: 'List', items: [parse(wrongRoute)] },
    null,
    '\t',
  )
  t.deepEqual(await linesOf(t, json, 'list.json'), [
    'spec.rules[0].backendRefs[1] 25',
    'spec.rules[1].backendRefs[0] 39',
  ])
})

test('it is right in the second of two JSON objects on one line', async (t) => {
  const text = `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}} ${JSON.stringify(parse(wrongRoute), null, 1)}`
  t.deepEqual(await linesOf(t, text, 'stream.json'), [
    'spec.rules[0].backendRefs[1] 21',
    'spec.rules[1].backendRefs[0] 35',
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
    ...wrongRouteFiles,
    'gateway.yaml': gatewayWithoutTls.replace('port: 80 }', 'port: 80, hostname: 192.0.2.1 }'),
  })
  t.regex(
    out,
    /✘ Programmed=False Invalid: The listener is not served: it is not accepted {2}gateway\.yaml:12\n/,
  )
})

test('a parentRef that leads nowhere has its line', async (t) => {
  t.deepEqual(await linesOf(t, wrongRoute.replace('- name: web', '- name: wep')), [
    'spec.parentRefs[0] 6',
  ])
})
