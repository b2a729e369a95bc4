// What a client is told that is one too many, and what the log has of it.
import test from 'ava'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { eventually } from '../../testing/eventually.ts'
import type { AccessRecord } from '../../observe/log/access-record.ts'
import { startPlane, watch } from '../../testing/proxy/client-side/plane.ts'
import { exchange } from '../../testing/proxy/client-side/wire.ts'
import { createPipeline } from '../request/request-pipeline.ts'
import {
  backendsOf,
  dialStream,
  startStreams,
  streamBackend,
  streamRule,
  tcpListener,
} from '../../testing/proxy/streams/streams.ts'

/** Nobody gets a turn. */
const limits = { begunPerTurn: 0, begunPerTurnOfNewcomers: 0, waitingRequests: 0 }

function recording() {
  const records: AccessRecord[] = []
  const onRequest = (record: AccessRecord) => void records.push(record)
  const { pipeline } = createPipeline({ observer: { ...watch().observer, onRequest } })
  return { pipeline, records }
}

test('a request too many is 503 in one sentence, and flagged in the access log', async (t) => {
  const { pipeline, records } = recording()
  const { port } = await startPlane(t, { pipeline, limits })
  const answer = await exchange(t, port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.regex(answer, /^HTTP\/1\.1 503 [^]*\r\n\r\nThe gateway is overloaded/)
  await eventually(() => assert.equal(records.length, 1))
  t.like(records[0], { status: 503, flags: ['overloaded'], attempts: 0 })
})

test('a call of gRPC too many is UNAVAILABLE', async (t) => {
  const { pipeline } = recording()
  const { port } = await startPlane(t, { pipeline, limits })
  const session = connect(`http://127.0.0.1:${port}`)
  t.teardown(() => session.destroy())
  const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' }
  const [head] = (await once(session.request(headers).end(), 'response')) as [object]
  t.like(head, { ':status': 200, 'grpc-status': '14' })
})

test('a stream too many is reset, and those before it go on', async (t) => {
  const backend = await streamBackend(t)
  const { port, refused } = await startStreams(
    t,
    (on) => ({
      listeners: [tcpListener(on, streamRule())],
      ...backendsOf({ echo: [backend.endpoint] }),
    }),
    { underWay: 1 },
  )
  const client = dialStream(t, port)
  const far = await backend.accepted()
  t.is(await dialStream(t, port).fate, 'reset')
  client.send('still there')
  await far.until(/still there/)
  t.deepEqual(refused, ['too-many-under-way'])
})
