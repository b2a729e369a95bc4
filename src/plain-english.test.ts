// What a program can hold of the style of messages: logs are constant and begin with a capital, a
// condition's sentence is short, and some turns of phrase stay out of both.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'

const src = import.meta.dirname
const banned =
  /\b(?:nobody can|whoever|anew|lest|so that|(?:is|are) no(?! longer)|none is|what comes|at will|mended)\b/i

const sources = (await readdir(src, { recursive: true })).filter(
  (file) => /^(?!.*\.test\.ts$|testing\/).*\.ts$/.test(file) && !file.includes('generated'),
)

const cases = join(src, 'translate/cases')
const goldens = (await readdir(cases)).filter((name) => name.endsWith('.out.yaml'))

/** Where the messages are that stand in no call, by the first word of the last argument of the call. */
const tables: Readonly<Record<string, RegExp>> = {
  messages: /\bconst messages = \{([^]*?)\n\}/g,
  texts: /\b(?:isForbidden|isFailing|works):\s*(['"].*)$/gm,
  // Of ProgramState.
  message: /\bmessage:([^,]*),\s*facts\b/g,
}

test('a log message is constant, begins with a capital and has no full stop', async (t) => {
  const seen = { inCalls: 0, inTables: 0 }
  for (const file of sources) {
    const { inCalls, inTables } = logMessagesIn(await readFile(join(src, file), 'utf8'))
    seen.inCalls += inCalls.length
    seen.inTables += inTables.length
    for (const message of [...inCalls, ...inTables]) {
      t.regex(message, /^(['"])[A-Z].*[^.]\1$/, `${file}: ${message}`)
      t.notRegex(message, banned, `${file}: ${message}`)
    }
  }
  t.true(seen.inCalls > 40)
  t.true(seen.inTables > 15, String(seen.inTables))
})

test('a sentence of a condition is short, unless it has a list, and plain', async (t) => {
  for (const file of goldens) {
    const text = await readFile(join(cases, file), 'utf8')
    for (const [, message = ''] of text.matchAll(/^ *- ["']\w+=\w+ \w+: (.*)["']$/gm)) {
      t.notRegex(message, banned, file)
      for (const sentence of message.split(/\. (?=[A-Z]|spec\.|metadata\.)/))
        t.true(sentence.length <= 300 || hasList(sentence), sentence)
    }
  }
})

function logMessagesIn(source: string) {
  const inCalls = [...source.matchAll(/\blog\.(?:error|warn|info|debug)\(/g)].flatMap(
    ({ index, 0: call }) => {
      const last = lastArgument(source.slice(index + call.length))
      const literals = literalsIn(last).filter(
        (literal) => literal.includes(' ') || last === literal,
      )
      const [name = ''] = /^\w+/.exec(last) ?? []
      // A message from somewhere that nobody looks at is shown as it is, and fails.
      return literals.length === 0 && !Object.hasOwn(tables, name) ? [last] : literals
    },
  )
  const inTables = Object.values(tables).flatMap((table) =>
    [...source.matchAll(table)].flatMap(([, text = '']) => literalsIn(text.replace(keys, ''))),
  )
  return { inCalls, inTables }
}

const keys = /^\s*'[\w-]+':/gm

function literalsIn(text: string): readonly string[] {
  return [...text.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g)].map(([found]) => found)
}

/** `rest` begins behind the bracket that opens the call. */
function lastArgument(rest: string): string {
  let depth = 0
  let start = 0
  for (let at = 0; at < rest.length; at += 1) {
    const char = rest.charAt(at)
    if ('([{'.includes(char)) depth += 1
    else if (char === ',' && depth === 0 && rest.slice(at + 1).trimStart()[0] !== ')')
      start = at + 1
    else if (')]}'.includes(char) && (depth -= 1) < 0)
      return rest.slice(start, at).trim().replace(/,$/, '')
  }
  return ''
}

/** Names one after the other, as in `[a, b]`, `(a, b)` or an object to paste. */
function hasList(text: string): boolean {
  return /[[({][^\])}]*, [^\])}]*[\])}]/.test(text)
}
