import test from 'ava'
import * as fc from 'fast-check'
import { normalServerName, readClientHello } from './client-hello.ts'
import {
  clientHello,
  extension,
  inRecords,
  serverNameExtension,
} from '../../testing/proxy/client-side/hello.ts'

const limits = { helloBytes: 64 * 1024, helloRecords: 32 }

/** As a connection gives them: `step` bytes more each time that more are needed. */
function readInSteps(bytes: Buffer, step: number) {
  let given = step
  for (;;) {
    const read = readClientHello(bytes.subarray(0, given), limits)
    if (read.type !== 'more' || given >= bytes.length) return read
    given = Math.max(given + step, read.bytes)
  }
}

test('the server name is read, in lower case and without its last dot', (t) => {
  const read = readClientHello(clientHello({ serverName: 'A.Test.' }), limits)
  t.deepEqual(read, { type: 'hello', serverName: 'a.test' })
})

test('no server name is the empty one', (t) => {
  t.deepEqual(readClientHello(clientHello({}), limits), { type: 'hello', serverName: '' })
  const others = [extension(16, Buffer.from([0, 3, 2, 104, 50]))]
  t.deepEqual(readClientHello(clientHello({ extensions: others }), limits), {
    type: 'hello',
    serverName: '',
  })
})

test('it may come in any pieces, over several records', (t) => {
  const padding = extension(21, Buffer.alloc(700))
  for (const recordSize of [20, 100, 16_384]) {
    const bytes = clientHello({
      serverName: 'a.test',
      extensions: [padding],
      recordSize: Math.max(recordSize, 30),
    })
    for (const step of [1, 2, 7, 1000]) {
      t.deepEqual(readInSteps(bytes, step), { type: 'hello', serverName: 'a.test' })
    }
  }
})

test('what follows the hello is not looked at', (t) => {
  const bytes = Buffer.concat([clientHello({ serverName: 'a.test' }), Buffer.from('anything')])
  t.deepEqual(readClientHello(bytes, limits), { type: 'hello', serverName: 'a.test' })
})

test('other protocols are told by their first bytes', (t) => {
  for (const text of [
    'G',
    'GET / HTTP/1.1\r\n',
    'PRI * HTTP/2.0',
    '\u0016\u0002',
    '\u0080\u002e\u0001',
  ]) {
    t.is(readClientHello(Buffer.from(text, 'latin1'), limits).type, 'not-tls')
  }
})

const malformed = test.macro({
  exec(t, _says: string, bytes: Buffer) {
    t.is(readClientHello(bytes, limits).type, 'malformed')
  },
  title: (_, says) => `${says} is malformed`,
})

test(malformed, 'an empty record', Buffer.from([22, 3, 1, 0, 0]))
test(malformed, 'a record that is too long', Buffer.from([22, 3, 1, 0x40, 1]))
test(malformed, 'another handshake message', inRecords(Buffer.from([2, 0, 0, 0]), 100))
test(malformed, 'a hello that is too short', inRecords(Buffer.from([1, 0, 0, 2, 3, 3]), 100))
test(
  malformed,
  'another record in between',
  Buffer.concat([inRecords(Buffer.from([1, 0, 1, 0]), 100), Buffer.from([23, 3, 1])]),
)
test(
  malformed,
  'a second server name',
  clientHello({ serverName: 'a', extensions: [serverNameExtension('b')] }),
)
test(malformed, 'an empty server name', clientHello({ serverName: '' }))
test(malformed, 'a server name that is no host name', clientHello({ serverName: 'a b' }))
test(malformed, 'a server name with a zero byte', clientHello({ serverName: 'a.test\u0000.evil' }))
test(
  malformed,
  'an extension that is too long',
  clientHello({ extensions: [Buffer.from([0, 5, 255, 255])] }),
)

test('a hello of more than 64 KiB, or in more than 32 records, is too large', (t) => {
  t.is(readClientHello(inRecords(Buffer.from([1, 1, 0, 1]), 100), limits).type, 'too-large')
  const padding = extension(21, Buffer.alloc(700))
  t.is(
    readClientHello(clientHello({ extensions: [padding], recordSize: 10 }), limits).type,
    'too-large',
  )
})

test('no bytes make it fail', (t) => {
  const hello = clientHello({
    serverName: 'a.test',
    extensions: [extension(43, Buffer.from([2, 3, 4]))],
  })
  fc.assert(
    fc.property(
      fc.nat(hello.length - 1),
      fc.nat(255),
      fc.nat(hello.length),
      (at, value, length) => {
        const bytes = Buffer.from(hello.subarray(0, length))
        if (at < bytes.length) bytes[at] = value
        const read = readClientHello(bytes, limits)
        if (read.type === 'more') t.true(read.bytes > length)
        if (read.type === 'hello') t.regex(read.serverName, /^[a-z0-9._-]*$/)
      },
    ),
    { numRuns: 500 },
  )
})

test('a server name is a host name', (t) => {
  t.is(normalServerName('A_b-1.Test.'), 'a_b-1.test')
  for (const name of ['', '.', 'a..b', '.a', 'a b', 'é', '*.a', 'a/b', 'a'.repeat(254)]) {
    t.is(normalServerName(name), undefined)
  }
})
