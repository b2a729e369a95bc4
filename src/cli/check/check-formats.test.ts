// How programs are told what was found.
import { resolve } from 'node:path'
import test from 'ava'
import { checkFiles } from '../../testing/cli/check.ts'
import { runProgram } from '../../testing/cli/program.ts'
import { gatewayWithoutTls, wrongRoute, cartService } from '../../testing/cli/wrong-route.ts'

const all = {
  'gateway.yaml': gatewayWithoutTls,
  'routes.yaml': wrongRoute,
  'services.yaml': `${cartService}---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n`,
  'wrong, file.yaml': wrongRoute
    .replace('name: cart,', 'name: wrong,')
    .replace('port: 81', 'port: 0'),
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
      '::warning file=routes.yaml,line=13,title=HTTPRoute shop/cart::Gateway web: spec.rules[1].sessionPersistence: this field is not supported yet and has no effect',
      '::error file=routes.yaml,line=11,title=HTTPRoute shop/cart::Gateway web: ResolvedRefs=False BackendNotFound: spec.rules[0].backendRefs[1]: Service shop/nowhere does not exist; create it, or correct the name or namespace',
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
  const { out } = await runProgram(t, ['check', '-f', '-', '--output', 'github'], wrongRoute)
  t.regex(
    out,
    /^::error title=HTTPRoute shop\/cart::standard input:6: spec\.parentRefs\[0\]: Gateway shop\/\w+ does not exist/,
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
