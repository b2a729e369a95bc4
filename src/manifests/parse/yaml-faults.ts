// What is wrong with a text that is no YAML, by the parser's code. Words of our own: the parser's
// messages quote the text, which may be a Secret's. Figures and marks tell nothing of it.
import type { YAMLError } from 'yaml'

export interface YamlFault {
  readonly expected: string
  readonly found: string
}

type Fault = YamlFault | ((wrong: string) => YamlFault)

/** `wrong`: the text from where the parser saw it, to the end of it or of all. */
const faults: Partial<Record<YAMLError['code'], Fault>> = {
  BAD_ALIAS: {
    expected: 'an alias (*name) of an anchor (&name) above it',
    found: 'an alias without an anchor',
  },
  BAD_DQ_ESCAPE: (wrong) => ({
    expected: 'an escape that YAML has after \\ in double quotes',
    found: wrong.slice(0, 2),
  }),
  BAD_INDENT: {
    expected: 'lines indented to fit those above, and every bracket closed',
    found: 'a line that does not fit',
  },
  BAD_SCALAR_START: { expected: 'a value in quotes', found: 'one that begins with @, ` or %' },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: 'one `key: value` a line',
    found: 'a second colon or a list on the same line',
  },
  BLOCK_IN_FLOW: { expected: 'commas inside { } and [ ]', found: 'a block inside them' },
  KEY_OVER_1024_CHARS: (wrong) => ({
    expected: 'keys of at most 1024 characters',
    found: `one of ${wrong.length}`,
  }),
  MISSING_CHAR: (wrong) => ({
    expected: 'a closing quote, bracket, colon or comma',
    found: nextMark(wrong),
  }),
  MULTILINE_IMPLICIT_KEY: {
    expected: 'a key and its colon on one line',
    found: 'a line break (is a colon missing?)',
  },
  MULTIPLE_DOCS: { expected: '`---` between documents', found: 'a second document' },
  RESOURCE_EXHAUSTION: {
    expected: 'a document that is not nested this deep',
    found: 'more levels',
  },
  TAB_AS_INDENT: { expected: 'spaces as indentation', found: 'a tab' },
  TAG_RESOLVE_FAILED: { expected: 'plain values', found: 'a tag (!name) that is not known' },
  UNEXPECTED_TOKEN: {
    expected: 'a key, a value or a list item',
    found: 'something that cannot stand here',
  },
}

export function yamlFault(text: string, { code, pos: [start, end] }: YAMLError): YamlFault {
  const fault = faults[code]
  if (typeof fault === 'function')
    return fault(code === 'KEY_OVER_1024_CHARS' ? text.slice(start, end) : text.slice(start))
  return fault ?? { expected: 'YAML or JSON', found: `a text that YAML forbids (${code})` }
}

function nextMark(wrong: string): string {
  const [next] = wrong.trimStart()
  if (next === undefined) return 'the end of the document'
  return /[\p{L}\p{N}]/u.test(next) ? 'a letter or a digit' : next
}
