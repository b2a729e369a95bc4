// The numbers that the product is made with: constants of modules, and fields of constant objects.
import { runInNewContext } from 'node:vm'
import { sources } from './sources.ts'

/** By `PATH#NAME` or `PATH#NAME.FIELD`. */
export async function numericConstants(): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const { path, text } of await sources('src'))
    for (const [name, value] of numbersIn(text)) found.set(`${path}#${name}`, value)
  return found
}

/** Lines with a number from 1,000 on, or with a time or size, that is no constant of its module. */
export function numbersInFunctions(text: string): readonly string[] {
  return text
    .replace(comments, '')
    .replace(constant, '')
    .replace(texts, '')
    .replace(units, '')
    .split('\n')
    .filter((line) => number.test(line))
    .map((line) => line.trim())
}

const constant =
  /^(?:export )?const (\w+)(?:: [^=\n]+)? = (\{[\s\S]*?\}(?= as const$|$)|(?:new [^\n]*)?\[$[\s\S]*?^\]|.+)/gm
const field = /(?<=[{,\n]\s*)(\w+): ([^,{}[\]\n]+?)(?=\s*[,}\n])/g

const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
const texts = /`[^`]*`|'[^'\n]*'/g
const units = /(?<=[\w)]) ?(?:[*/] (?:1_?000|1024)\b ?)+|\b65_535\b/g
const number =
  /\b\d{4,}\b|\d_\d{3}|\d \* 1024|\b\w*(?:Ms|Share)(?: =|:) (?!0\b)\d[\d_.]*(?! ?[-+*/])/

/** Expressions may name the constants before them: `64 * KiB`. */
function numbersIn(text: string): ReadonlyMap<string, number> {
  const known = new Map<string, number>()
  for (const [, name = '', value = ''] of text.matchAll(constant)) {
    const fields = value.startsWith('{')
      ? Array.from(value.matchAll(field), ([, of, inner = '']) => [`${name}.${of}`, inner] as const)
      : [[name, value] as const]
    for (const [place, expression] of fields) {
      const found = numberOf(expression, known)
      if (found !== undefined) known.set(place, found)
    }
  }
  return known
}

function numberOf(expression: string, known: ReadonlyMap<string, number>): number | undefined {
  const written = expression.replace(/\b[A-Za-z]\w*\b/g, (name) => String(known.get(name) ?? name))
  return /^(?=.*\d)[\d_.+*/() -]+$|^0x[\da-f]+$/i.test(written)
    ? Number(runInNewContext(written))
    : undefined
}
