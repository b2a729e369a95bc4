// Small pieces of a stream, such as TLS records of one byte, are few when they are passed on.
import test from 'ava'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { limits } from '../sockets/limits.ts'
import { joinStreams } from './join-streams.ts'
import type { StreamEnd } from './stream-end.ts'
import { StreamNotes } from './stream-notes.ts'
import { tcpListener } from '../../testing/proxy/streams/streams.ts'

function end(): { end: StreamEnd; stream: Duplex; written: Buffer[] } {
  const written: Buffer[] = []
  const stream = new Duplex({
    allowHalfOpen: true,
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      written.push(chunk)
      done()
    },
  })
  return {
    stream,
    written,
    end: { stream, raw: new Socket(), isCut: () => false, reset: () => undefined },
  }
}

test('bytes that come one by one in a turn are passed on in few pieces, both ways', async (t) => {
  const client = end()
  const upstream = end()
  const remote = { remoteAddress: '127.0.0.1', remotePort: 1 }
  const joined = joinStreams({
    client: client.end,
    upstream: upstream.end,
    notes: new StreamNotes({ listener: tcpListener(1), ...remote }),
    limits,
    signal: new AbortController().signal,
  })
  for (let at = 0; at < 10_000; at++) {
    client.stream.push(Buffer.from(`${at % 10}`))
    upstream.stream.push(Buffer.from(`${at % 10}`))
  }
  client.stream.push(null)
  upstream.stream.push(null)
  await joined
  for (const { written } of [client, upstream]) {
    t.is(Buffer.concat(written).toString(), '0123456789'.repeat(1000))
    t.true(written.length < 10, `${written.length}`)
  }
})
