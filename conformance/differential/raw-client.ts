// A client that sends what its case says, and keeps what comes back.
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { setImmediate as turn } from 'node:timers/promises'
import type { Activity } from './activity.ts'
import { canonicalAnswers, methodsIn } from './canonical.ts'
import type { DifferentialCase } from './case.ts'
import type { ClientPlace, DifferentialClient } from './client.ts'

export class RawClient implements DifferentialClient {
  readonly #socket: Socket
  readonly #activity: Activity
  readonly #received: Buffer[] = []
  readonly #states: string[] = []
  #state: 'open' | 'closed' | 'reset' = 'open'

  constructor({ address, port }: ClientPlace, isSecure: boolean, activity: Activity) {
    this.#activity = activity
    const options = { host: address, port, allowHalfOpen: true, noDelay: true }
    const name = { servername: 'a.test', ALPNProtocols: ['http/1.1'], rejectUnauthorized: false }
    this.#socket = isSecure ? connectTls({ ...options, ...name }) : connectTcp(options)
    this.#socket.on('data', (bytes: Buffer) => {
      activity.note()
      this.#received.push(bytes)
    })
    this.#socket.on('end', () => this.#close('closed'))
    this.#socket.on('close', () => this.#close('closed'))
    this.#socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#close(error.code === 'ECONNRESET' ? 'reset' : 'closed'),
    )
  }

  look(): void {
    const bytes = this.#received.reduce((sum, { length }) => sum + length, 0)
    this.#states.push(`(${this.#state} after ${bytes > 0 ? 'bytes' : 'nothing'})`)
  }

  saw({ send }: DifferentialCase): string {
    const received = Buffer.concat(this.#received).toString('latin1')
    const answers = canonicalAnswers(received, methodsIn(send.join('')))
    return [this.#states.join(' '), answers].join('\n')
  }

  async send({ send, isPatient }: DifferentialCase): Promise<void> {
    await this.#connected()
    for (const [index, piece] of send.entries()) {
      if (index > 0) await (isPatient ? this.#activity.still() : turn())
      if (this.#socket.destroyed) return
      this.#activity.note()
      this.#socket.write(piece, 'latin1')
    }
  }

  finish({ closes = 'end' }: DifferentialCase): void {
    this.#activity.note()
    if (closes === 'reset') this.#socket.resetAndDestroy()
    else this.#socket.end()
  }

  leave(): void {
    this.#activity.note()
    this.#socket.destroy()
  }

  #connected(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('connect', () => {
        this.#activity.note()
        resolve()
      })
      this.#socket.once('secureConnect', () => this.#activity.note())
      this.#socket.once('close', () => resolve())
    })
  }

  #close(how: 'closed' | 'reset'): void {
    this.#activity.note()
    if (this.#state === 'open') this.#state = how
  }
}
