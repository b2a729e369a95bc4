// A small server that speaks the list, watch and status protocol of Kubernetes over TLS on loopback,
// with every way to fail that a real one has and that can't be had from a real one on demand.
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { ExecutionContext } from 'ava'
import { isRecord } from '../../cluster/api/api-error.ts'
import { makeKeyPair, type TestKeyPair } from '../key-pair.ts'
import { type ApiClient, createApiClient } from '../../cluster/api/api-client.ts'
import { kubeConfigFor } from './kube-config.ts'

export interface StoredObject {
  metadata: { name: string; namespace?: string; [field: string]: unknown }
  [field: string]: unknown
}

export interface ReceivedApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
}

/** Answers in place of the server where it returns true. */
export type InjectedFault = (asked: ReceivedApiRequest, response: ServerResponse) => boolean

const gateway = '/apis/gateway.networking.k8s.io/v1'
const collections = [
  ...[
    'gatewayclasses',
    'gateways',
    'listenersets',
    'httproutes',
    'grpcroutes',
    'tlsroutes',
    'tcproutes',
    'udproutes',
    'referencegrants',
    'backendtlspolicies',
  ].map((plural) => `${gateway}/${plural}`),
  ...['namespaces', 'services', 'secrets', 'configmaps'].map((plural) => `/api/v1/${plural}`),
  '/apis/discovery.k8s.io/v1/endpointslices',
  '/apis/coordination.k8s.io/v1/leases',
]

/** What a list or a watch asks for. */
interface Scope {
  readonly collection: string
  readonly isSelected: (object: StoredObject) => boolean
}

interface WatchEvent {
  readonly type: string
  readonly object: StoredObject
}

interface Watcher extends Scope {
  readonly response: ServerResponse
}

export class TestApiServer {
  readonly cert: string
  readonly asked: ReceivedApiRequest[] = []
  readonly served = new Set(collections)
  readonly #key: string
  readonly #objects = new Map<string, StoredObject>()
  readonly #log: { version: number; collection: string; event: WatchEvent }[] = []
  readonly #watchers = new Set<Watcher>()
  readonly #clients: ApiClient[] = []
  #version = 100
  #forgotten = 0
  #server: Server | undefined
  #port = 0
  fault: InjectedFault = () => false

  static async start(t: ExecutionContext): Promise<TestApiServer> {
    const server = new TestApiServer(await makeKeyPair(['127.0.0.1']))
    await server.listen()
    t.teardown(async () => {
      await server.stop()
      for (const client of server.#clients) client.close()
    })
    return server
  }

  constructor({ certificate, key }: TestKeyPair) {
    this.cert = certificate
    this.#key = key
  }

  kubeConfig(user: { token?: string; tokenFile?: string } = {}) {
    return kubeConfigFor({ port: this.#port, cert: this.cert, ...user })
  }

  /** Closed with the test. */
  client(user: { token?: string; tokenFile?: string } = {}): ApiClient {
    const client = createApiClient(this.kubeConfig(user))
    this.#clients.push(client)
    return client
  }

  /** On the port that it had before. */
  async listen(): Promise<void> {
    const server = createServer({ cert: this.cert, key: this.#key }, (request, response) => {
      void this.#answer(request, response)
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
    this.#watchers.clear()
  }

  get watchers(): number {
    return this.#watchers.size
  }

  asksFor(plural: string, isWatch: boolean): readonly ReceivedApiRequest[] {
    return this.asked.filter(
      ({ path, query }) => path.endsWith(`/${plural}`) && query.has('watch') === isWatch,
    )
  }

  put(collection: string, object: StoredObject): StoredObject {
    const key = keyIn(collection, object.metadata)
    const known = this.#objects.get(key)
    const generation = Number(known?.metadata['generation'] ?? 0)
    const isSameSpec = JSON.stringify(known?.['spec']) === JSON.stringify(object['spec'])
    const stored: StoredObject = structuredClone({
      ...object,
      metadata: {
        uid: known?.metadata['uid'] ?? `uid-${this.#version + 1}`,
        ...object.metadata,
        generation: known && isSameSpec ? generation : generation + 1,
        resourceVersion: String(++this.#version),
      },
    })
    this.#objects.set(key, stored)
    this.#tell(collection, { type: known ? 'MODIFIED' : 'ADDED', object: stored })
    return stored
  }

  get(collection: string, name: string, namespace?: string): StoredObject | undefined {
    return this.#objects.get(keyIn(collection, { name, namespace }))
  }

  delete(collection: string, name: string, namespace?: string): void {
    const key = keyIn(collection, { name, namespace })
    const object = this.#objects.get(key)
    if (!object) return
    this.#objects.delete(key)
    object.metadata['resourceVersion'] = String(++this.#version)
    this.#tell(collection, { type: 'DELETED', object })
  }

  /** As after a compaction: a watch from before now is answered with 410. */
  forget(): void {
    this.#forgotten = ++this.#version
  }

  /** To every watch of the collection, as it is. */
  send(collection: string, line: string): void {
    for (const watcher of this.#watchers)
      if (watcher.collection === collection) watcher.response.write(line)
  }

  bookmark(collection: string): void {
    const metadata = { resourceVersion: String(++this.#version) }
    this.send(collection, `${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`)
  }

  /** Ends every watch, in the middle of a line or in good order. */
  endWatches(how: 'end' | 'reset'): void {
    for (const { response } of this.#watchers)
      if (how === 'end') response.end()
      else response.destroy()
  }

  #tell(collection: string, event: WatchEvent): void {
    this.#log.push({ version: this.#version, collection, event })
    for (const { collection: of, isSelected, response } of this.#watchers)
      if (of === collection && isSelected(event.object)) response.write(lineOf(event))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1')
    const { pathname: path, searchParams: query } = url
    const asked: ReceivedApiRequest = {
      method: request.method ?? 'GET',
      path,
      query,
      authorization: request.headers.authorization,
    }
    this.asked.push(asked)
    if (this.fault(asked, response)) return
    const scope = this.#scope(path, query)
    if (scope && asked.method === 'GET')
      return query.get('watch') === 'true'
        ? this.#watch(scope, query, response)
        : this.#list(scope, query, response)
    if (path === '/apis') {
      const names = new Set(
        [...this.served].flatMap((one) => /^\/apis\/([^/]+)/.exec(one)?.[1] ?? []),
      )
      const groups = [...names].map((name) => ({ name, versions: [{ version: 'v1' }] }))
      return answer(response, 200, { kind: 'APIGroupList', groups })
    }
    if (path === gateway) {
      const names = [...this.served].map((one) => ({ name: one.slice(one.lastIndexOf('/') + 1) }))
      return answer(response, 200, { kind: 'APIResourceList', resources: names })
    }
    await this.#object(asked, request, response)
  }

  #scope(path: string, query: URLSearchParams): Scope | undefined {
    const [, root, namespace, plural] =
      /^(.+\/v1)(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? []
    const collection = `${root}/${plural}`
    if (!this.served.has(collection)) return undefined
    return { collection, isSelected: selected(query, namespace) }
  }

  #list({ collection, isSelected }: Scope, query: URLSearchParams, response: ServerResponse): void {
    const all = [...this.#objects]
      .filter(([key]) => key.startsWith(`${collection} `))
      .map(([, object]) => object)
      .filter(isSelected)
    const start = Number(query.get('continue') ?? 0)
    const end = start + Number(query.get('limit') ?? all.length)
    const metadata = {
      resourceVersion: String(this.#version),
      ...(end < all.length ? { continue: String(end) } : {}),
    }
    answer(response, 200, { kind: 'List', metadata, items: all.slice(start, end) })
  }

  #watch(scope: Scope, query: URLSearchParams, response: ServerResponse): void {
    const from = Number(query.get('resourceVersion'))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < this.#forgotten) {
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`)
      return
    }
    for (const { version, collection, event } of this.#log)
      if (collection === scope.collection && version > from && scope.isSelected(event.object))
        response.write(lineOf(event))
    const watcher = { ...scope, response }
    this.#watchers.add(watcher)
    response.once('close', () => this.#watchers.delete(watcher))
  }

  /** GET, POST, PUT, DELETE, merge patches of an object and of its status; what is applied is merged. */
  async #object(
    asked: ReceivedApiRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const match =
      /^(?<root>\/api\/v1|\/apis\/[^/]+\/v1)(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?(?<status>\/status)?$/.exec(
        asked.path,
      )
    const { root, namespace, plural, name } = match?.groups ?? {}
    const collection = `${root}/${plural}`
    const hasBody = ['POST', 'PUT', 'PATCH'].includes(asked.method)
    const body: unknown = hasBody ? await json(request) : undefined
    const isApply = request.headers['content-type']?.startsWith('application/apply-patch') ?? false
    const isThere = name !== undefined && this.get(collection, name, namespace) !== undefined
    if ((asked.method === 'POST' || (isApply && !isThere)) && isRecord(body)) {
      const metadata = body['metadata'] as StoredObject['metadata']
      if (this.get(collection, metadata.name, namespace)) return answer(response, 409, status(409))
      const inPlace = { ...metadata, ...(namespace ? { namespace } : {}) }
      return answer(response, 201, this.put(collection, { ...body, metadata: inPlace }))
    }
    const known = name === undefined ? undefined : this.get(collection, name, namespace)
    if (!known) return answer(response, 404, status(404))
    if (asked.method === 'DELETE') this.delete(collection, known.metadata.name, namespace)
    if (!isRecord(body)) return answer(response, 200, known)
    if (asked.method === 'PATCH' && match?.groups?.['status'] === undefined)
      return answer(response, 200, this.put(collection, merged(known, body) as StoredObject))
    const { resourceVersion } = body['metadata'] as StoredObject['metadata']
    if (resourceVersion !== known.metadata['resourceVersion'])
      return answer(response, 409, status(409))
    const before = isRecord(known['status']) ? known['status'] : {}
    const next = isRecord(body['status']) ? { ...before, ...body['status'] } : known['status']
    const { spec = known['spec'] } = body
    answer(response, 200, this.put(collection, { ...known, spec, status: next }))
  }
}

function keyIn(
  collection: string,
  { name, namespace = '' }: { name: string; namespace?: string | undefined },
): string {
  return `${collection} ${namespace}/${name}`
}

function selected(query: URLSearchParams, namespace: string | undefined) {
  const [field, value] = (query.get('fieldSelector') ?? '').split('=')
  const terms = (query.get('labelSelector') ?? '').split(',').filter((term) => term !== '')
  return ({ metadata, ...rest }: StoredObject) => {
    const labels = isRecord(metadata['labels']) ? metadata['labels'] : {}
    const has = new Set(Object.entries(labels).map(([name, is]) => `${name}=${String(is)}`))
    return (
      (namespace === undefined || metadata.namespace === namespace) &&
      (!field || rest[field] === value) &&
      terms.every((term) => has.has(term))
    )
  }
}

/** RFC 7396. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete result[name]
    else result[name] = merged(result[name], value)
  return result
}

function lineOf(event: WatchEvent): string {
  return `${JSON.stringify(event)}\n`
}

export function status(code: number): object {
  return { kind: 'Status', code, message: `status ${code}` }
}

export function answer(
  response: ServerResponse,
  code: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
