// Servers on sockets that the main process has bound. It keeps each socket open, so that the connections that
// wait in its queue outlive the worker that listens; another worker stands in until the next one is there.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import {
  listenBacklog,
  type OpenServer,
  serverOptions,
  type ServerPlace,
} from '../../proxy/sockets/open-server.ts'
import { placeKey } from '../wire/place-key.ts'

interface Opening {
  resolve(socket: Socket): void
  reject(error: Error): void
}

interface StandIn {
  readonly place: ServerPlace
  readonly slot: number
  readonly server: Server
}

export class HandedServers {
  readonly #ask: (place: ServerPlace) => void
  readonly #opening = new Map<string, Opening>()
  /** By place: the data plane's own. */
  readonly #servers = new Map<string, Server>()
  #standIns: readonly StandIn[] = []
  #takenForOthers = 0

  /** `ask` for a socket; `onOpened` brings it. */
  constructor(ask: (place: ServerPlace) => void) {
    this.#ask = ask
  }

  /** Connections so far of sockets of other workers. */
  get takenForOthers(): number {
    return this.#takenForOthers
  }

  readonly open: OpenServer = async (server, place) => {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    const key = placeKey(place)
    this.#opening.set(key, { resolve, reject })
    this.#ask(place)
    await listen(server, await promise)
    this.#servers.set(key, server)
  }

  onOpened(place: ServerPlace, answer: { readonly socket: Socket } | { readonly code: string }) {
    const key = placeKey(place)
    const opening = this.#opening.get(key)
    this.#opening.delete(key)
    if ('code' in answer) {
      const { code } = answer
      opening?.reject(Object.assign(new Error(`The main process cannot bind: ${code}`), { code }))
    } else opening?.resolve(answer.socket)
  }

  /** Takes connections of the socket of another worker, too. */
  async standIn(place: ServerPlace, slot: number, socket: Socket): Promise<void> {
    const server = createServer(serverOptions)
    server.on('connection', (raw) => {
      this.#takenForOthers++
      const own = this.#servers.get(placeKey(place))
      if (own) own.emit('connection', raw)
      else raw.destroy()
    })
    this.#standIns = [...this.#standIns, { place, slot, server }]
    await listen(server, socket)
  }

  standDown(slot: number): void {
    this.#close((standIn) => standIn.slot === slot)
  }

  /** What listens elsewhere than at these is closed: the data plane has closed its own. */
  retain(places: ReadonlySet<string>): void {
    this.#close(({ place }) => !places.has(placeKey(place)))
    for (const key of this.#servers.keys()) if (!places.has(key)) this.#servers.delete(key)
  }

  #close(isOver: (standIn: StandIn) => boolean): void {
    for (const standIn of this.#standIns) if (isOver(standIn)) standIn.server.close()
    this.#standIns = this.#standIns.filter((standIn) => !isOver(standIn))
  }
}

async function listen(server: Server, socket: Socket): Promise<void> {
  server.listen(socket, listenBacklog)
  await once(server, 'listening')
}
