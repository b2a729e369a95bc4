import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { earlierFeatures } from '../src/status/supported-features.ts'
import { provenByScenarios, unproven } from './proven-by-scenarios.ts'

const root = join(import.meta.dirname, '..')

for (const { feature, scenarios, chapter } of provenByScenarios)
  test(`${feature} is published, and a scenario and a chapter are about it`, async (t) => {
    t.true(earlierFeatures.includes(feature))
    t.true((await readFile(join(root, scenarios), 'utf8')).includes(`name: '${feature}'`))
    t.regex(await readFile(join(root, chapter, 'requests.yaml'), 'utf8'), /retry/i)
  })

test('a published feature that neither the suite nor a scenario proves is found', (t) => {
  const tests = [{ name: 'One', features: ['Tested'] }]
  const published = ['Tested', 'HTTPRouteRetryConnectionError', 'Boasted']
  t.deepEqual(unproven({ profiles: [], tests }, published), ['Boasted'])
})
