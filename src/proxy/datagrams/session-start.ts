// What a session begins with.
import type { RoutedStream } from '../streams/route-stream.ts'
import type { Client, LocalSocket } from './local-socket.ts'

export interface SessionStart {
  readonly key: string
  readonly local: LocalSocket
  readonly client: Client
  /** Of the listener, and of its socket. */
  readonly listener: string
  readonly socketName: string
  readonly routed: Extract<RoutedStream, { type: 'backend' }>
}
