// Bytes under TLS are read a little in each turn where their records are small, and end without a throw.
import test from 'ava'
import { connect as connectTcp, createServer, Socket } from 'node:net'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { connect, TLSSocket } from 'node:tls'
import { makeKeyPair } from '../../testing/key-pair.ts'
import { TlsCarrier } from './tls-carrier.ts'

const pair = await makeKeyPair(['a'])
/** A record that no key opens: it is answered with an alert. */
const garbage = Buffer.concat([Buffer.from([0x17, 3, 3, 0, 32]), Buffer.alloc(32, 7)])

test('of records of one byte each turn reads 4 KiB, and all in the end', async (t) => {
  const raw = new Socket()
  const carrier = new TlsCarrier(raw)
  const over = new TLSSocket(new Socket())
  // It has nobody to read from.
  Reflect.set(over, '_read', () => undefined)
  carrier.watch(over)
  const read = { bytes: 0 }
  carrier.on('data', (chunk: Buffer) => {
    read.bytes += chunk.length
    for (let at = 0; at < chunk.length; at += 23) over.push(Buffer.from('x'))
  })
  await turn()
  raw.push(Buffer.alloc(60_000))
  t.is(read.bytes, 4096)
  for (let turns = 0; turns < 1_000 && read.bytes < 60_000; turns++) await turn()
  t.is(read.bytes, 60_000)
  over.destroy()
  carrier.destroy()
})

test('what comes while the end is on its way, and must be answered, does not end the process', async (t) => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || !address) return t.fail()
  for (let turns = 0; turns < 12; turns++) {
    const client = connect({
      socket: connectTcp(address.port, '127.0.0.1'),
      rejectUnauthorized: false,
    }).on('error', () => undefined)
    const [raw]: Socket[] = await once(server, 'connection')
    if (!raw) return t.fail()
    const carrier = new TlsCarrier(raw)
    const over = new TLSSocket(carrier, {
      isServer: true,
      key: pair.key,
      cert: pair.certificate,
    }).on('error', () => undefined)
    carrier.watch(over)
    await once(client, 'secureConnect')
    over.resume().end()
    for (let waited = 0; waited < turns; waited++) await turn()
    raw.push(garbage)
    for (let waited = 0; waited < 5; waited++) await turn()
    raw.destroy()
    client.destroy()
  }
  t.pass()
})
