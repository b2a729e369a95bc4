// CEL by a library, as the API server has it: what the generated rules are compared with in tests.
import { isIP } from 'node:net'
import {
  type CelInput,
  celEnv,
  celFunc,
  celList,
  celMap,
  celMethod,
  CelScalar,
  isCelError,
  parse,
  plan,
} from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import { linearPattern } from '../../src/manifests/validate/linear-pattern.ts'
import { isFields, type Schema, schemaOfField } from '../../src/manifests/validate/schema.ts'

const { BOOL, DYN, STRING } = CelScalar

const environment = celEnv({
  funcs: [
    ...strings,
    celFunc('isIP', [STRING], BOOL, (text) => isIP(text) !== 0 && !text.includes('%')),
    celFunc('format.dns1123Label', [], STRING, () => 'dns1123Label'),
    celMethod('validate', STRING, [STRING], DYN, (text) =>
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? null : ['not a label'],
    ),
  ],
  re2: { compile: linearPattern },
})

/** What the expression is for a value of that schema; undefined where it cannot be evaluated. */
export function valueByLibrary(
  expression: string,
): (self: unknown, schema?: Schema, oldSelf?: unknown) => unknown {
  const evaluate = plan(environment, parse(expression))
  return (self, schema = {}, oldSelf) => {
    const old = oldSelf === undefined ? {} : { oldSelf: celValueOf(oldSelf, schema) }
    const value = evaluate({ self: celValueOf(self, schema), ...old })
    return isCelError(value) ? undefined : value
  }
}

function celValueOf(value: unknown, schema: Schema | undefined): CelInput {
  if (Array.isArray(value)) return celList(value.map((item) => celValueOf(item, schema?.items)))
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (!isFields(value)) return null
  const isObject = schema?.properties !== undefined
  const entries = Object.entries(value).map(([name, inner]): [string, CelInput] => [
    isObject ? escaped(name) : name,
    celValueOf(inner, schema && schemaOfField(schema, name)),
  ])
  return celMap(new Map(entries))
}

/** Of the Gateway API's fields, one has a name that is a keyword. */
function escaped(name: string): string {
  return name === 'namespace' ? '__namespace__' : name.replaceAll('-', '__dash__')
}
