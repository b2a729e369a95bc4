// What is wrong with a text that is no YAML, by the parser's code. Words of our own: the parser's
// messages quote the text, which may be a Secret's.
import type { ErrorCode } from 'yaml'

export interface YamlFault {
  readonly expected: string
  readonly found: string
}

const faults: Partial<Record<ErrorCode, YamlFault>> = {
  BAD_ALIAS: {
    expected: 'an alias (*name) of an anchor (&name) above it',
    found: 'an alias without an anchor',
  },
  BAD_DQ_ESCAPE: {
    expected: 'an escape that YAML has after \\ in double quotes',
    found: 'another',
  },
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
  KEY_OVER_1024_CHARS: { expected: 'keys of at most 1024 characters', found: 'a longer one' },
  MISSING_CHAR: { expected: 'a closing quote, bracket, colon or comma', found: 'something else' },
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

export function yamlFault(code: ErrorCode): YamlFault {
  return faults[code] ?? { expected: 'YAML or JSON', found: 'something else' }
}
