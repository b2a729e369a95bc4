// Header blocks as bytes (RFC 7541), and which of them have what no field may have (RFC 9113 §8.2.1).
import { connect } from 'node:http2'
import { Duplex } from 'node:stream'
import test from 'ava'
import { fields } from '../../testing/proxy/client-side/frames.ts'
import { FieldBlocks } from './field-blocks.ts'
import { hasForbiddenField } from './forbidden-fields.ts'
import { FrameReader } from './frame-reader.ts'
import { huffmanDecoded } from './huffman.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

const judged = test.macro({
  exec(t, _says: string, isForbidden: boolean, block: Buffer) {
    t.is(hasForbiddenField(block), isForbidden)
  },
  title: (_, says, isForbidden) => `${says} ${isForbidden ? 'is forbidden' : 'may be'}`,
})

for (const character of ['\0', '\n', '\r', '\x01', '\x1f', '\x7f'])
  test(judged, `${JSON.stringify(character)} in a value`, true, fields(['x', `a${character}b`]))
for (const value of [' a', 'a ', '\ta', 'a\t', ' ', '\t'])
  test(judged, `the value ${JSON.stringify(value)}`, true, fields(['x', value]))
for (const name of ['', 'a b', 'a\0', 'a:b', 'a(', 'é', 'a\r\nb', '\x7f'])
  test(judged, `the name ${JSON.stringify(name)}`, true, fields([name, 'v']))
for (const value of ['', 'a b', 'a\tb', '\x80\xff', '"~!'])
  test(judged, `the value ${JSON.stringify(value)} as well`, false, fields(['x-y_z', value]))

const huffman = (coded: string) =>
  Buffer.concat([Buffer.from([0x80 + hex(coded).length]), hex(coded)])
const literal = (name: string) => Buffer.concat([Buffer.from([name.length]), Buffer.from(name)])
const block = (...parts: readonly (Buffer | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)))

// NUL is 0x1ff8 of 13 bits, line feed 0x3ffffffc of 30, a space 0x14 of 6 (RFC 7541 Appendix B).
test(judged, 'NUL by Huffman', true, block(0, literal('x'), huffman('ffc7')))
test(judged, 'a line feed by Huffman', true, block(0x40, literal('x'), huffman('fffffff3')))
test(judged, 'a space in a name by Huffman', true, block(0x10, huffman('53'), literal('v')))
test(judged, 'a value of a known name', true, block(0x82, 0x0f, 0x2b, literal('a\0')))
test(
  judged,
  'what comes after a new size and known fields',
  true,
  block(0x3f, 0xe1, 0x1f, 0x82, 0xbe, 0, literal('x'), literal('\n')),
)
test(judged, 'known fields', false, block(0x82, 0x86, 0x84, 0xbf))
test(judged, 'no block', false, block(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0))
test(judged, 'a block that is cut', false, block(0, literal('x'), 0x7f))

for (const [text, coded] of [
  ['www.example.com', 'f1e3 c2e5 f23a 6ba0 ab90 f4ff'],
  ['no-cache', 'a8eb 1064 9cbf'],
  ['custom-value', '25a8 49e9 5bb8 e8b4 bf'],
  ['Mon, 21 Oct 2013 20:13:21 GMT', 'd07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff'],
  ['', ''],
] as const)
  test(`RFC 7541's ${JSON.stringify(text)} is read by Huffman's code`, (t) => {
    t.is(huffmanDecoded(hex(coded))?.toString(), text)
  })

for (const coded of ['ff', 'ffffffff', '53ff', '00'])
  test(`${coded} is no Huffman code`, (t) => {
    t.is(huffmanDecoded(hex(coded)), undefined)
  })

test('every character that may be is read as Node writes it, in whatever pieces', async (t) => {
  const every = Array.from({ length: 0x7f - 0x21 }, (_, at) => String.fromCharCode(0x21 + at)).join(
    '',
  )
  const blocks: Buffer[] = []
  const sent: Buffer[] = []
  const session = connect('http://a.test', {
    createConnection: () =>
      new Duplex({
        read() {},
        write(chunk: Buffer, _, done) {
          sent.push(chunk)
          done()
        },
      }),
  })
  session.on('error', () => {})
  session.request({ ':path': '/', 'x-every': every, 'x-bytes': '\x80\xff' }).on('error', () => {})
  while (!sent.some((chunk) => chunk.includes('\x01\x25') || chunk.length > 60))
    await new Promise(setImmediate)
  session.destroy()
  const wire = Buffer.concat(sent)
  for (const size of [wire.length, 1]) {
    const onFields = new FieldBlocks((_, whole) => blocks.push(whole)).take
    const reader = new FrameReader(() => undefined, { preface: 24, onFields })
    for (let at = 0; at < wire.length; at += size) reader.read(wire.subarray(at, at + size))
  }
  t.is(blocks.length, 2)
  t.deepEqual(blocks[0], blocks[1])
  t.false(hasForbiddenField(blocks[0]!))
})
