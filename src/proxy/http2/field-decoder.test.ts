// Header blocks: the examples of RFC 7541, what is broken, and whatever our own encoder writes.
import test from 'ava'
import * as fc from 'fast-check'
import { FieldDecoder } from './field-decoder.ts'
import { encodeFields, mostBlockBytes } from './field-encoder.ts'

const large = 1024 * 1024

function decodes(decoder: FieldDecoder, hex: string): readonly string[] | 'broken' {
  const decoded = decoder.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  return decoded.type === 'fields' ? decoded.fields : 'broken'
}

const asked = [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com']

for (const [says, first, second, third] of [
  [
    'as they are (C.3)',
    '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
    '8286 84be 5808 6e6f 2d63 6163 6865',
    '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
  ],
  [
    'in Huffman’s code (C.4)',
    '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
    '8286 84be 5886 a8eb 1064 9cbf',
    '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
  ],
] as const)
  test(`three requests on one connection, their texts ${says}`, (t) => {
    const decoder = new FieldDecoder(large)
    t.deepEqual(decodes(decoder, first), asked)
    t.deepEqual(decodes(decoder, second), [...asked, 'cache-control', 'no-cache'])
    t.is(
      decodes(decoder, third).toString(),
      ':method,GET,:scheme,https,:path,/index.html,:authority,www.example.com,custom-key,custom-value',
    )
  })

test('a small table forgets the oldest fields (C.5)', (t) => {
  const decoder = new FieldDecoder(large)
  const first = `3fe1 01
    4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
    2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
    6c65 2e63 6f6d`
  const rest = ['cache-control', 'private', 'date', 'Mon, 21 Oct 2013 20:13:21 GMT']
  rest.push('location', 'https://www.example.com')
  t.deepEqual(decodes(decoder, first.replaceAll('\n', '')), [':status', '302', ...rest])
  t.deepEqual(decodes(decoder, '4803 3330 37c1 c0bf'), [':status', '307', ...rest])
  // `:status: 302`, the oldest, had to go; the others are there.
  t.is(decodes(decoder, 'c2'), 'broken')
})

for (const [says, hex] of [
  ['index 0', '80'],
  ['an index that nothing has', 'be'],
  ['a name by such an index', '7e00'],
  ['a text that is longer than the block', '00 0161 05 6162'],
  ['a name without a value', '00 0161'],
  ['an integer that never ends', 'ff ffff ffff ffff ff7f'],
  ['an integer that the block ends in', 'ff'],
  ['a table larger than agreed on', '3f e2 1f'],
  ['a new size of the table behind a field', '82 20'],
  ['three new sizes in a row', '20 20 20'],
  ['padding of more than seven bits', '00 0161 82 ff ff'],
  ['padding that is not all ones', '00 0161 81 18'],
] as const)
  test(`broken: ${says}`, (t) => {
    t.is(decodes(new FieldDecoder(large), hex), 'broken')
  })

test('of a list that is too large the rest is left out, and the table is kept', (t) => {
  const decoder = new FieldDecoder(100)
  const field = '40 0161 0162'
  const decoded = decoder.decode(Buffer.from(field.repeat(9).replaceAll(' ', ''), 'hex'))
  t.like(decoded, { type: 'fields', isTooLarge: true })
  t.is(decoded.type === 'fields' && decoded.fields.length, 2 * 2)
  t.deepEqual(decodes(decoder, 'c6'), ['a', 'b'])
})

test('what our encoder writes is read as it was, whatever it is', (t) => {
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
  })
  const name = fc.oneof(text, fc.constantFrom(':status', ':path', 'cookie', 'content-length'))
  const value = fc.oneof(text, fc.constantFrom('200', '/', 'x'.repeat(200), 'y'.repeat(20_000)))
  const decoder = new FieldDecoder(large)
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (pairs) => {
      const fields = pairs.flat()
      const block = Buffer.alloc(mostBlockBytes(fields))
      const end = encodeFields(fields, block, 0)
      const decoded = decoder.decode(block, 0, end)
      t.deepEqual(decoded.type === 'fields' && decoded.fields, fields)
    }),
  )
})
