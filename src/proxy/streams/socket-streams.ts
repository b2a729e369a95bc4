// The streams of one socket, so that they can be told when their time is over: closed like any other
// connection they would seem complete.
import type { Service } from '../listeners/client-connection.ts'
import { serveStream, type BegunStream } from './serve-stream.ts'
import type { StreamEnd } from './stream-end.ts'

export class SocketStreams {
  readonly #service: Service
  readonly #cuts = new Set<AbortController>()

  constructor(service: Service) {
    this.#service = service
  }

  /** Resolves when it is over. */
  async serve(client: StreamEnd, begun: BegunStream): Promise<void> {
    const cut = new AbortController()
    this.#cuts.add(cut)
    try {
      await serveStream({ ...begun, client, service: this.#service, signal: cut.signal })
    } finally {
      this.#cuts.delete(cut)
    }
  }

  cut(): void {
    for (const cut of this.#cuts) cut.abort()
  }
}
