// A rule in CEL → an expression of TypeScript with the same outcome, over src/manifests/validate/cel-operations.ts.
// As much of CEL as the Gateway API's rules need; the rest is refused, so that nobody has to guess.
import { parse } from '@bufbuild/cel'

type Expression = NonNullable<ReturnType<typeof parse>['expr']>
type Kind<Case extends Expression['exprKind']['case']> = Extract<
  Expression['exprKind'],
  { case: Case }
>['value']
type Call = Kind<'callExpr'>

interface Code {
  readonly text: string
  readonly isBoolean: boolean
  /** Whether it may throw for a value that fits its schema. */
  readonly mayFail: boolean
}

/** Free names are `self` and `oldSelf`. Throws for what it does not know. */
export function compileRule(rule: string): string {
  return codeOf(parse(rule).expr).text
}

function codeOf(expression: Expression | undefined): Code {
  switch (expression?.exprKind.case) {
    case 'constExpr':
      return constant(expression.exprKind.value)
    case 'identExpr':
      return variable(expression.exprKind.value.name)
    case 'selectExpr':
      return select(expression.exprKind.value)
    case 'listExpr':
      return plain(`[${expression.exprKind.value.elements.map((item) => codeOf(item).text)}]`)
    case 'comprehensionExpr':
      return comprehension(expression.exprKind.value)
    case 'callExpr':
      return call(expression.exprKind.value)
    default:
      throw new Error(`${expression?.exprKind.case} is not known`)
  }
}

/** There may be no old value. */
function variable(name: string): Code {
  return name === 'oldSelf' ? failing('known(oldSelf)') : plain(name)
}

function constant({ constantKind }: Kind<'constExpr'>): Code {
  switch (constantKind.case) {
    case 'boolValue':
      return { text: `${constantKind.value}`, isBoolean: true, mayFail: false }
    case 'int64Value':
      return plain(`${constantKind.value}`)
    case 'stringValue':
      return plain(JSON.stringify(constantKind.value))
    case 'nullValue':
      return plain('null')
    default:
      throw new Error(`a constant of ${constantKind.case} is not known`)
  }
}

function select({ operand, field, testOnly }: Kind<'selectExpr'>): Code {
  const of = codeOf(operand)
  const name = JSON.stringify(unescaped(field))
  return testOnly
    ? { ...of, text: `hasField(${of.text}, ${name})`, isBoolean: true }
    : failing(`field(${of.text}, ${name})`)
}

/** Macros come as loops: what a loop begins with tells them apart. */
function comprehension(loop: Kind<'comprehensionExpr'>): Code {
  const step = loop.loopStep?.exprKind
  if (step?.case !== 'callExpr') throw new Error('a macro is not known')
  const begins = loop.accuInit?.exprKind
  const [first, second] = step.value.args
  const over = (macro: string, test: Expression | undefined, isBoolean = true): Code => ({
    text: `${macro}(${codeOf(loop.iterRange).text}, (${loop.iterVar}) => ${truth(codeOf(test)).text})`,
    isBoolean,
    mayFail: true,
  })
  if (begins?.case === 'listExpr' && step.value.function === '_?_:_')
    return over('filter', first, false)
  const kind = begins?.case === 'constExpr' ? begins.value.constantKind : undefined
  if (kind?.case === 'int64Value') return over('existsOne', first)
  if (kind?.case === 'boolValue') return over(kind.value ? 'all' : 'exists', second)
  throw new Error('a macro is not known')
}

function call({ function: name, target, args }: Call): Code {
  const format = name === 'validate' ? formats[nameOf(target) ?? ''] : undefined
  if (format !== undefined) return failing(`${format}(${args.map((arg) => codeOf(arg).text)})`)
  const operands = [...(target ? [target] : []), ...args].map(codeOf)
  const [first, second, third] = operands
  const [one, two, three] = [unary[name], binary[name], ternary[name]]
  if (operands.length === 1 && one && first) return one(first)
  if (operands.length === 2 && two && first && second) return two(first, second)
  if (operands.length === 3 && three && first && second && third) return three(first, second, third)
  throw new Error(`the function ${name} of ${operands.length} operands is not known`)
}

const formats: Readonly<Record<string, string>> = {
  'format.qualifiedName()': 'validateQualifiedName',
  'format.dns1123Subdomain()': 'validateDns1123Subdomain',
}

/** `format.qualifiedName()` is one name. */
function nameOf(expression: Expression | undefined): string | undefined {
  if (expression?.exprKind.case === 'identExpr') return expression.exprKind.value.name
  if (expression?.exprKind.case !== 'callExpr') return undefined
  const { function: name, target } = expression.exprKind.value
  return `${nameOf(target)}.${name}()`
}

const unary: Readonly<Record<string, (of: Code) => Code>> = {
  '!_': (of) => ({ ...truth(of), text: `!${truth(of).text}` }),
  size: ({ text }) => failing(`size(${text})`),
  duration: ({ text }) => failing(`duration(${text})`),
  string: ({ text }) => failing(`string(${text})`),
  isIP: ({ text }) => failing(`isIp(${text})`, true),
  hasValue: ({ text }) => failing(`hasValue(${text})`, true),
}

const binary: Readonly<Record<string, (left: Code, right: Code) => Code>> = {
  '_&&_': (left, right) => logical('&&', truth(left), truth(right)),
  '_||_': (left, right) => logical('||', truth(left), truth(right)),
  '_==_': (left, right) => comparison(`equals(${left.text}, ${right.text})`, left, right),
  '_!=_': (left, right) => comparison(`!equals(${left.text}, ${right.text})`, left, right),
  '_<_': (left, right) => failing(`compare(${left.text}, ${right.text}) < 0`, true),
  '_<=_': (left, right) => failing(`compare(${left.text}, ${right.text}) <= 0`, true),
  '_>_': (left, right) => failing(`compare(${left.text}, ${right.text}) > 0`, true),
  '_>=_': (left, right) => failing(`compare(${left.text}, ${right.text}) >= 0`, true),
  '_+_': (left, right) => failing(`sum(${left.text}, ${right.text})`),
  '_[_]': (left, right) => failing(`at(${left.text}, ${right.text})`),
  '@in': (left, right) => failing(`isIn(${left.text}, ${right.text})`, true),
  contains: (left, right) => failing(`contains(${left.text}, ${right.text})`, true),
  startsWith: (left, right) => failing(`startsWith(${left.text}, ${right.text})`, true),
  endsWith: (left, right) => failing(`endsWith(${left.text}, ${right.text})`, true),
  matches: (left, right) => failing(`matches(${left.text}, ${right.text})`, true),
  substring: (left, right) => failing(`substring(${left.text}, ${right.text})`),
  split: (left, right) => failing(`split(${left.text}, ${right.text})`),
}

const ternary: Readonly<Record<string, (condition: Code, then: Code, or: Code) => Code>> = {
  '_?_:_': (condition, then, or) => ({
    text: `(${truth(condition).text} ? ${then.text} : ${or.text})`,
    isBoolean: then.isBoolean && or.isBoolean,
    mayFail: [truth(condition), then, or].some(({ mayFail }) => mayFail),
  }),
}

/** JavaScript's own where the left side cannot fail: then the right side alone can, and it counts only where it is asked. */
function logical(operator: '&&' | '||', left: Code, right: Code): Code {
  const mayFail = left.mayFail || right.mayFail
  const name = operator === '&&' ? 'and' : 'or'
  const text = left.mayFail
    ? `${name}(() => ${left.text}, () => ${right.text})`
    : `(${left.text} ${operator} ${right.text})`
  return { text, isBoolean: true, mayFail }
}

function comparison(text: string, left: Code, right: Code): Code {
  return { text, isBoolean: true, mayFail: left.mayFail || right.mayFail }
}

function truth(code: Code): Code {
  return code.isBoolean ? code : failing(`truthOf(${code.text})`, true)
}

function plain(text: string): Code {
  return { text, isBoolean: false, mayFail: false }
}

function failing(text: string, isBoolean = false): Code {
  return { text, isBoolean, mayFail: true }
}

/** "`__`, `.`, `-`, `/` and CEL keywords are escaped" in field names (Kubernetes, CEL, Escaping). */
function unescaped(field: string): string {
  const escapes: Readonly<Record<string, string>> = {
    underscores: '__',
    dot: '.',
    dash: '-',
    slash: '/',
  }
  return field.replace(/__([a-z]+)__/g, (_, name: string) => escapes[name] ?? name)
}
