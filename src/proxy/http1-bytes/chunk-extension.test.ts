import test from 'ava'
import { ChunkExtension } from './chunk-extension.ts'

/** Whether the text may stand behind the semicolon of a size. */
function isValid(text: string): boolean {
  const extension = new ChunkExtension()
  return (
    [...Buffer.from(text, 'latin1')].every((octet) => extension.read(octet)) && extension.mayEnd
  )
}

for (const text of ['a', 'a=b', 'a;b=c;d', 'a="b c"', 'a="";b', 'a="\\"\\\\";b', 'a="\u00fc"'])
  test(`;${text} is valid`, (t) => t.true(isValid(text)))

for (const text of [
  '',
  ';',
  'a;',
  '=',
  '=b',
  'a=',
  'a=;b',
  'a=b=c',
  'a b',
  ' a',
  'a ',
  'a =b',
  'a= b',
  '\ta',
  'a/b',
  'a"b"',
  '"a"',
  'a=b"c"',
  'a="b"c',
  'a="b" ',
  'a="b',
  'a="b\\"',
  'a="\n"',
  'a="\\\r"',
  "a='b c'",
  '\u00fc',
  'a\0',
  'a\n',
])
  test(`;${JSON.stringify(text)} is not`, (t) => t.false(isValid(text)))
