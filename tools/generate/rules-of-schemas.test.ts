import { readFile } from 'node:fs/promises'
import test from 'ava'
import { coreKinds } from '../../src/manifests/validate/core-kinds.ts'
import { ruleFile, rulesIn } from './rules-of-schemas.ts'

const folder = new URL('../../src/manifests/validate/', import.meta.url)

test('the generated rules are those of the schemas', async (t) => {
  const schemas = JSON.parse(await readFile(new URL('schemas.generated.json', folder), 'utf8'))
  const written = await readFile(new URL('rules.generated.ts', folder), 'utf8')
  t.is(written, ruleFile(rulesIn([schemas, coreKinds])), 'run make generate')
})

test('a rule is found wherever it stands, and its message expression too', (t) => {
  const validations = [{ rule: 'self > 1', messageExpression: "'more'" }, { rule: 'self > 0' }]
  const number = { 'x-kubernetes-validations': validations }
  const schema = { properties: { a: { items: number }, b: { additionalProperties: number } } }
  t.deepEqual(rulesIn(schema), ["'more'", 'self > 0', 'self > 1'])
})
