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

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*'
const formats: Readonly<Record<string, RegExp>> = {
  dns1123Subdomain: new RegExp(`^(?=.{1,253}$)${subdomain}$`),
  qualifiedName: new RegExp(
    `^((?=[^/]{1,253}/)${subdomain}/)?(?=[^/]{1,63}$)([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$`,
  ),
}

const environment = celEnv({
  funcs: [
    ...strings,
    celFunc('isIP', [STRING], BOOL, (text) => isIP(text) !== 0 && !text.includes('%')),
    ...Object.keys(formats).map((name) => celFunc(`format.${name}`, [], STRING, () => name)),
    // An optional, of which the library knows nothing: null is none.
    celMethod('validate', STRING, [STRING], DYN, function validate(text) {
      return formats[String(this)]?.test(text) === true ? null : 'wrong'
    }),
    celMethod('hasValue', DYN, [], BOOL, function hasValue() {
      return this !== null
    }),
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
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const its = celValueOf(inner, schema && schemaOfField(schema, name))
    const names = isObject ? [...new Set([name, escaped(name)])] : [name]
    return names.map((each): [string, CelInput] => [each, its])
  })
  return celMap(new Map(entries))
}

/** Of the Gateway API's fields, one has a name that is a keyword. Rules name it so, or as it is. */
function escaped(name: string): string {
  return name === 'namespace' ? '__namespace__' : name.replaceAll('-', '__dash__')
}
