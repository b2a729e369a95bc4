// The bytes of a stream, both ways, until both have ended. Each direction ends for itself; what was cut
// on one side is cut on the other by a reset, so that nothing incomplete ever looks complete.
import type { Duplex } from 'node:stream'
import type { StreamFlag } from '../../observe/log/stream-record.ts'
import { asError } from '../words/failure.ts'
import { joinChunks } from '../turns/join-chunks.ts'
import type { Limits } from '../sockets/limits.ts'
import { pump } from '../words/pump.ts'
import type { StreamEnd } from './stream-end.ts'
import type { StreamNotes } from './stream-notes.ts'

export interface Joining {
  readonly client: StreamEnd
  readonly upstream: StreamEnd
  readonly notes: StreamNotes
  readonly limits: Limits
  /** Aborts when the stream is to be cut; who aborts it says why. */
  readonly signal: AbortSignal
}

/** Resolves when both connections are over, whatever became of them. */
export async function joinStreams(joining: Joining): Promise<void> {
  const { client, upstream, notes, limits, signal } = joining
  const blamed = watchEnds(joining)
  let isCutHere = false
  const cut = () => {
    isCutHere = true
    client.reset()
    upstream.reset()
  }
  const onIdle = () => {
    notes.flag('idle')
    cut()
  }
  // All that moves, either way, moves over the client's connection.
  client.raw.setTimeout(limits.streamIdleMs).once('timeout', onIdle)
  signal.addEventListener('abort', cut)
  const onEnd = () =>
    client.raw.setTimeout(Math.min(limits.streamHalfClosedMs, limits.streamIdleMs))
  const { bytes } = notes
  joinChunks(client.stream)
  joinChunks(upstream.stream)
  try {
    await Promise.all([
      carry(client, upstream, { onChunk: (size) => (bytes.received += size), onEnd }),
      carry(upstream, client, { onChunk: (size) => (bytes.sent += size), onEnd }),
    ])
  } catch (error) {
    if (!isCutHere && !signal.aborted) {
      notes.flag(blamed())
      notes.error(client.raw.errored ?? upstream.raw.errored ?? asError(error))
    }
    cut()
  } finally {
    signal.removeEventListener('abort', cut)
  }
}

async function carry(
  from: StreamEnd,
  to: StreamEnd,
  { onChunk, onEnd }: { onChunk(bytes: number): void; onEnd(): void },
): Promise<void> {
  await pump(from.stream, to.stream, onChunk)
  if (from.isCut()) throw new Error('TLS ended without close_notify')
  // What waits behind the end may never be read.
  onEnd()
  await ended(to.stream)
}

/** What still waits in it is written first, and lost where it is closed meanwhile. */
function ended(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.end((error?: Error | null) => (error ? reject(error) : resolve()))
  })
}

/** Whose connection broke first: that of the other follows. */
function watchEnds({ client, upstream }: Joining): () => StreamFlag {
  let first: StreamFlag | undefined
  const watch = ({ stream, raw }: StreamEnd, flag: StreamFlag) => {
    const blame = () => void (first ??= flag)
    for (const one of [stream, raw]) one.once('error', blame).once('close', blame)
  }
  watch(client, 'client-reset')
  watch(upstream, 'upstream-reset')
  // TLS that was cut looks like an end to Node.
  const isOfClient = () => client.raw.destroyed || client.isCut()
  return () => first ?? (isOfClient() ? 'client-reset' : 'upstream-reset')
}
