// Collects what becomes the record of a stream, as far as the stream gets.
import { millisecondsSince } from '../../observe/milliseconds-since.ts'
import type { StreamFlag, StreamRecord } from '../../observe/log/stream-record.ts'
import type { Backend, Endpoint, StreamRule } from '../../snapshot/routing-snapshot.ts'
import type { StreamListener } from './route-stream.ts'

interface Beginning {
  readonly listener: StreamListener
  readonly remoteAddress: string
  readonly remotePort: number
  /** '' none. */
  readonly serverName?: string | undefined
}

export class StreamNotes {
  /** Counted by whoever carries them. */
  readonly bytes = { received: 0, sent: 0 }
  readonly #beginning: Beginning
  readonly #time = new Date().toISOString()
  readonly #startedAt = performance.now()
  readonly #flags = new Set<StreamFlag>()
  readonly #known: { -readonly [Key in keyof StreamRecord]?: StreamRecord[Key] } = {}
  #attempts = 0

  constructor(beginning: Beginning) {
    this.#beginning = beginning
  }

  rule({ name, label }: StreamRule): void {
    this.#known.rule = name
    if (label !== undefined) this.#known.ruleLabel = label
  }

  backend({ name }: Backend): void {
    this.#known.backend = name
  }

  tries({ address, port }: Endpoint): void {
    this.#attempts += 1
    this.#known.endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    if (this.#attempts > 1) this.flag('failed-over')
  }

  connected(): void {
    this.#known.connectMs = millisecondsSince(this.#startedAt)
    // That of an endpoint before this one is told by `failed-over`.
    delete this.#known.error
  }

  flag(flag: StreamFlag): void {
    this.#flags.add(flag)
  }

  /** The last is kept: with several endpoints, why the last of them failed too. */
  error(error: Error | string): void {
    this.#known.error = error instanceof Error ? error.message : error
  }

  /** To be called once, when all is over. */
  record(): StreamRecord {
    const { listener, remoteAddress, remotePort, serverName } = this.#beginning
    return {
      ...this.#known,
      time: this.#time,
      protocol: listener.protocol,
      listener: listener.name,
      remoteAddress,
      remotePort,
      ...(serverName && { serverName }),
      flags: [...this.#flags],
      durationMs: millisecondsSince(this.#startedAt),
      bytesReceived: this.bytes.received,
      bytesSent: this.bytes.sent,
      attempts: this.#attempts,
    }
  }
}
