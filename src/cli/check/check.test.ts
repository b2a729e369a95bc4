import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import test from 'ava'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { secretManifest } from '../../testing/own-certificates.ts'
import { readManifestsForCheck } from './read-manifests-for-check.ts'
import { runCli } from '../run-cli.ts'
import {
  gatewayManifest,
  manifestFolder,
  policyManifest,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { runProgram } from '../../testing/cli/program.ts'

const mainFile = join(import.meta.dirname, '../../main.js')
const tls = await secretManifest({ name: 'tls', namespace: 'shop', hostname: 'shop.example' })
const fine = {
  'gateway.yaml': gatewayManifest,
  'routes.yaml': routeManifest('/cart'),
  'services.yaml': serviceManifest(3001),
  'tls.yaml': tls,
}

test('manifests that are all fine end with 0, each object with its conditions and why', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const { code, out, errors } = await check(['-f', folder])
  t.is(code, 0, out)
  t.is(errors, '')
  t.regex(out, /✔ HTTPRoute shop\/cart {2}\S+routes\.yaml:1\n {4}Gateway web\n/)
  t.regex(out, /✔ Programmed=True Programmed: .*http/)
  t.regex(out, /All fine: 3 objects\.\n$/)
})

test('a problem stands first, with reason, field path and file:line, and ends with 1', async (t) => {
  const { folder } = await manifestFolder(t, {
    ...fine,
    'routes.yaml': routeManifest('/cart', 'carts'),
  })
  const { code, out } = await check(['-f', folder])
  t.is(code, 1)
  t.regex(out, /^✘ HTTPRoute shop\/cart {2}\S+routes\.yaml:1\n/)
  t.regex(out, /✘ ResolvedRefs=False BackendNotFound: spec\.rules\[0\]\.backendRefs\[0\].*carts/)
  t.regex(out, /3 objects, 1 with problems\n$/)
})

test('a mistake in a manifest ends with 1 and names file and line, the rest is judged', async (t) => {
  const wrong = routeManifest('/cart').replace('PathPrefix', 'PathPrefx')
  const { folder } = await manifestFolder(t, { ...fine, 'routes.yaml': wrong })
  const { code, out } = await check(['-f', folder])
  t.is(code, 1)
  t.regex(out, /^✘ \S+routes\.yaml:8: HTTPRoute shop\/cart: spec\.rules\[0\].*expected.*found/)
  t.regex(out, /✔ Gateway shop\/web/)
  t.regex(out, /1 mistake in manifests\n$/)
})

test('a parentRef or a gatewayClassName that names nothing is a problem', async (t) => {
  const { folder } = await manifestFolder(t, {
    ...fine,
    'gateway.yaml': gatewayManifest.replace('ClassName: rauta', 'ClassName: rotta'),
    'routes.yaml': routeManifest('/').replace('name: web', 'name: wep'),
  })
  const { code, out } = await check(['-f', folder])
  t.is(code, 1)
  t.regex(out, /GatewayClass rotta does not exist in these manifests \(there is rauta\)/)
  t.regex(out, /spec\.parentRefs\[0\]: Gateway shop\/wep does not exist .*\(there is shop\/web\)/)
})

const slips: readonly (readonly [what: string, file: Record<string, string>, says: RegExp])[] = [
  [
    'a policy for a kind that is a slip',
    {
      'tls-policy.yaml': policyManifest(
        '{ group: core, kind: service, name: carrt, sectionName: x }',
      ),
    },
    /✘ BackendTLSPolicy shop\/cart {2}\S+tls-policy\.yaml:1\n.*targetRefs\[0\]: .*write kind: Service, group: ""/,
  ],
  [
    'a policy for a Service that does not exist',
    { 'tls-policy.yaml': policyManifest('{ group: "", kind: Service, name: carrt }') },
    /✘ BackendTLSPolicy shop\/cart .*\n.*Service shop\/carrt does not exist; .*there is a Service shop\/cart\)/,
  ],
  [
    'a route with one parent that is a slip, and one that serves it',
    {
      'routes.yaml': routeManifest('/').replace(
        '[{ name: web }]',
        '[{ name: web }, { name: web, kind: gateway }]',
      ),
    },
    /✘ HTTPRoute shop\/cart .*\n {4}✘ spec\.parentRefs\[1\]\.kind: .*write Gateway.*\n {4}Gateway web\n {6}✔/,
  ],
  [
    'a ReferenceGrant for a kind that is a slip',
    {
      'grant.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: carts, namespace: shop }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web }]
  to: [{ group: core, kind: Service }]
`,
    },
    /✘ ReferenceGrant shop\/carts .*\n.*spec\.to\[0\]\.group: .*write ""/,
  ],
]

for (const [what, files, says] of slips)
  test(`${what} is a problem, with what is meant`, async (t) => {
    const { folder } = await manifestFolder(t, { ...fine, ...files })
    const { code, out } = await check(['-f', folder])
    t.is(code, 1)
    t.regex(out, says)
    t.regex(out, /objects, 1 with problems\n$/)
    const json = await check(['-f', folder, '--output', 'json'])
    t.is(json.code, 1)
    t.regex(json.errors, /^\S+\.yaml:1: \w+ shop\/carts?: spec\..*\n$/)
  })

test("what is another controller's is told and no problem", async (t) => {
  const { folder } = await manifestFolder(t, {
    ...fine,
    'gateway.yaml': gatewayManifest.replace('rauta.dev/gateway-controller', 'example.com/other'),
  })
  const { code, out } = await check(['-f', folder])
  t.is(code, 0, out)
  t.regex(out, /no conditions: its controller is example\.com\/other/)
})

for (const format of ['json', 'yaml'] as const) {
  test(`--output ${format} is a List with the status that a cluster would hold`, async (t) => {
    const { folder } = await manifestFolder(t, { ...fine, 'broken.yaml': 'kind: [' })
    const { code, out, errors } = await check(['-f', folder, '--output', format])
    t.is(code, 1)
    t.regex(errors, /broken\.yaml:1/)
    // YAML 1.1, which many still read, would take a bare time for something else than text.
    const list = format === 'json' ? JSON.parse(out) : parse(out, { version: '1.1' })
    t.like(list, { apiVersion: 'v1', kind: 'List' })
    const route = list.items.find(({ kind }: { kind: string }) => kind === 'HTTPRoute')
    t.deepEqual(Object.keys(route), ['apiVersion', 'kind', 'metadata', 'status'])
    t.like(route.metadata, { name: 'cart', namespace: 'shop' })
    const [parent] = route.status.parents
    t.is(parent.controllerName, 'rauta.dev/gateway-controller')
    const accepted = parent.conditions.find(({ type }: { type: string }) => type === 'Accepted')
    t.like(accepted, { status: 'True', reason: 'Accepted', observedGeneration: 1 })
    t.regex(accepted.lastTransitionTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })
}

test('no output has the key of a Secret', async (t) => {
  const { folder } = await manifestFolder(t, fine)
  const key = /tls\.key: (\S{40})/.exec(tls)![1]!
  for (const format of ['table', 'json', 'yaml']) {
    const { out, errors } = await check(['-f', folder, '--output', format])
    t.false((out + errors).includes(key), format)
    t.notRegex(out + errors, /PRIVATE KEY/)
  }
})

test('standard input is read like a file', async (t) => {
  const read = await readManifestsForCheck(['-'], Readable.from([Buffer.from(gatewayManifest)]))
  t.deepEqual(
    read.objects.map(({ file, line, resource }) => [resource.kind, file, line]),
    [
      ['GatewayClass', 'standard input', 1],
      ['Gateway', 'standard input', 6],
    ],
  )
})

const manifests = Object.values(fine).join('---\n')

test('a List of 9 MB on standard input is checked', async (t) => {
  const filling = { metadata: { name: 'filling' }, data: { a: 'x'.repeat(9 * 1024 * 1024) } }
  const items = [...Object.values(fine).flatMap((each) => parseAllDocuments(each)), filling]
  const list = { apiVersion: 'v1', kind: 'ConfigMapList', items }
  for (const written of [JSON.stringify(list), stringify(list)]) {
    const read = await readManifestsForCheck(['-'], Readable.from([Buffer.from(written)]))
    t.deepEqual(read.problems, [])
    t.is(read.objects.length, 7)
  }
})

for (const place of ['<(cat $1)', '/dev/stdin < $1', '/dev/fd/7 7< $1', '/dev/fd/7 7< <(cat $1)'])
  test(`-f ${place} is read to its end`, async (t) => {
    const { folder } = await manifestFolder(t, { all: manifests })
    const line = `exec ${process.execPath} ${mainFile} check -f ${place}`
    const { stdout } = await promisify(execFile)('bash', ['-c', line, 'bash', `${folder}/all`])
    t.regex(stdout, /All fine: 3 objects\.\n$/)
  })

test('a socket is read by its descriptor, and so is standard input by its name', async (t) => {
  for (const [path, descriptor] of [['/dev/stdin', 0] as const, ['/dev/fd/3', 3] as const]) {
    const child = spawn(process.execPath, [mainFile, 'check', '-f', path], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    })
    // Of four pipes Node's types know the first three alone; the first and the last are written to.
    ;(child.stdio[descriptor] as Writable).end(manifests)
    t.regex(await text(child.stdout ?? Readable.from([])), /All fine: 3 objects\.\n$/, path)
  }
})

test('the program reads a pipe, and its exit code tells', async (t) => {
  const good = await runProgram(t, ['check', '-f', '-'], manifests)
  t.is(good.code, 0, good.out + good.errors)
  const bad = await runProgram(t, ['check', '-f', '-'], 'kind: [')
  t.is(bad.code, 1)
  t.regex(bad.out, /^✘ standard input:1/)
})

const wrongCommands: [args: string[], sentence: RegExp][] = [
  [[], /^rauta: a command is missing; `rauta --help` lists them\.\n$/],
  [['help', 'sevre'], /^rauta: unknown command 'sevre'; `rauta --help` lists them\.\n$/],
  [['chek'], /unknown command 'chek' \(Did you mean check\?\); see `rauta --help`/],
  [['check'], /required option '-f, --file <path\.\.\.>' not specified; see `rauta check --help`/],
  [
    ['check', '-f', '/nowhere/at/all'],
    /File or folder \/nowhere\/at\/all does not exist: give one/,
  ],
  [['check', '-f', import.meta.dirname], /No \*\.yaml, \*\.yml or \*\.json file in \/.*: give /],
  [['check', '-f', '.', '--output', 'xml'], /'xml' is invalid\. Allowed choices are table, json/],
  [['check', '-f', '.', '--ouput', 'x'], /unknown option '--ouput' \(Did you mean --output\?\)/],
  [['serve', '-f', '.', '--admin', '9901'], /Give ADDRESS:PORT, for example 127\.0\.0\.1:9901/],
  [['serve', '-f', '.', '--admin', '0.0.0.0:1'], /loopback only: give --admin 127\.0\.0\.1:1\./],
  [['serve', '-f', '.', '--port-offset', 'x'], /Give a number from 0 to 65535/],
  [['serve', '-f', '.', '--grace', 'soon'], /Give a duration, for example 10s/],
  [['serve', '-f', '.', '--address', 'localhost'], /Give an IP address/],
  [['serve', '-f', '/dev/null'], /\/dev\/null is a pipe or a device, and Rauta cannot follow/],
  [['serve', '-f', '.', 'more'], /File or folder more does not exist: give one/],
]

for (const [args, sentence] of wrongCommands) {
  test(`"rauta ${args.join(' ')}" ends with 2 and one sentence that says what to do`, async (t) => {
    const { code, out, errors } = await run(args)
    t.is(code, 2)
    t.is(out, '')
    t.regex(errors, sentence)
    t.is(errors.split('\n').length, 2)
  })
}

for (const args of [['--help'], ['serve', '--help'], ['check', '--help'], ['version', '--help']]) {
  test(`"rauta ${args.join(' ')}" has examples and ends with 0`, async (t) => {
    const { code, out, errors } = await run(args)
    t.is(code, 0)
    t.is(errors, '')
    t.regex(out, /\nExamples?:\n {2}rauta /)
  })
}

test('version names rauta, Node.js and Gateway API', async (t) => {
  const { code, out } = await runProgram(t, ['version'])
  t.is((await runProgram(t, ['--version'])).out, out)
  t.is(code, 0)
  t.regex(out, /^rauta \d+\.\d+\.\d+\nnode v[\d.]+ .*\ngateway-api v1\.7\.0 /)
})

const check = (args: readonly string[]) => run(['check', ...args])

/** In this process: quick, and the streams are the test's own. */
async function run(args: readonly string[]) {
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const texts = [text(out), text(errors)]
  const code = await runCli(args, { out, errors })
  out.end()
  errors.end()
  const [outText = '', errorText = ''] = await Promise.all(texts)
  return { code, out: outText, errors: errorText }
}
