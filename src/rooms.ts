// The rooms of src/, who may import whom, and which npm packages are at home where.
// src/architecture.test.ts keeps it true; docs/architecture.md prints it.

export interface Room {
  readonly holds: string
  /** Rooms that it may import; type imports count. */
  readonly rooms: readonly string[]
  /** npm packages at home here. */
  readonly packages: readonly string[]
  /** What it does beside computing. */
  readonly effects: string
  /** Its folders by their path in it, '' for the room itself. */
  readonly folders: Readonly<Record<string, Folder>>
}

export interface Folder {
  readonly holds: string
  /** The room's other folders that it imports, each as in the table. */
  readonly imports: readonly string[]
}

export const rooms: Readonly<Record<string, Room>> = {
  resources: {
    holds: 'the words coming in: the kinds that are read, and the set of them',
    rooms: [],
    packages: [],
    effects: 'none',
    folders: {
      '': { holds: '', imports: [] },
    },
  },
  snapshot: {
    holds: 'the words going out: what the proxy serves, and what it answers',
    rooms: [],
    packages: [],
    effects: 'none',
    folders: {
      '': { holds: '', imports: [] },
    },
  },
  status: {
    holds: 'what is said back: every condition with its reason and message',
    rooms: ['resources', 'snapshot'],
    packages: [],
    effects: 'none',
    folders: {
      '': { holds: '', imports: [] },
      conditions: { holds: '', imports: [''] },
    },
  },
  translate: {
    holds: 'resources → snapshot and statuses',
    rooms: ['resources', 'snapshot', 'status'],
    packages: ['re2js'],
    effects: 'none',
    folders: {
      '': {
        holds: '',
        imports: [
          'addresses',
          'assemble',
          'attach',
          'grpc-route',
          'http-route',
          'incremental',
          'listeners',
          'stream-route',
          'words',
        ],
      },
      addresses: { holds: '', imports: ['incremental', 'listeners', 'words'] },
      assemble: {
        holds: '',
        imports: ['attach', 'backends', 'incremental', 'listeners', 'policies', 'rules', 'words'],
      },
      attach: { holds: '', imports: ['incremental', 'listeners', 'rules', 'words'] },
      backends: { holds: '', imports: ['certificates', 'incremental', 'words'] },
      certificates: { holds: '', imports: [] },
      'grpc-route': { holds: '', imports: ['http-route', 'incremental', 'rules', 'words'] },
      'http-route': { holds: '', imports: ['incremental', 'rules'] },
      incremental: { holds: '', imports: ['words'] },
      listeners: { holds: '', imports: ['backends', 'certificates', 'incremental', 'words'] },
      policies: { holds: '', imports: ['attach', 'backends', 'incremental', 'listeners', 'words'] },
      rules: { holds: '', imports: ['backends', 'incremental', 'words'] },
      'stream-route': { holds: '', imports: ['incremental', 'rules'] },
      words: { holds: '', imports: [] },
    },
  },
  control: {
    holds: 'the loop: watch, settle, translate, apply, report',
    rooms: ['resources', 'snapshot', 'status', 'translate', 'observe'],
    packages: [],
    effects: 'timers',
    folders: {
      '': { holds: '', imports: [] },
    },
  },
  cluster: {
    holds: 'Kubernetes seen from here: watching, status writing, leader election',
    rooms: ['resources', 'snapshot', 'status', 'observe'],
    packages: ['@kubernetes/client-node'],
    effects: 'the API server, the routes of the node',
    folders: {
      api: { holds: '', imports: [] },
      events: { holds: '', imports: ['api'] },
      fleet: { holds: '', imports: ['api', 'leases'] },
      leases: { holds: '', imports: ['api'] },
      'managed-objects': { holds: '', imports: ['api'] },
      pool: { holds: '', imports: ['api', 'watch'] },
      statuses: { holds: '', imports: ['api', 'watch'] },
      watch: { holds: '', imports: ['api'] },
    },
  },
  manifests: {
    holds: 'resources from files, validated as an API server would',
    rooms: ['resources', 'status', 'observe'],
    packages: ['yaml', '@bufbuild/cel', 're2js'],
    effects: 'files',
    folders: {
      '': { holds: '', imports: [] },
      read: { holds: '', imports: ['validate'] },
      validate: { holds: '', imports: [''] },
      watch: { holds: '', imports: ['read', 'validate'] },
    },
  },
  proxy: {
    holds: 'the data plane: listeners, routing, filters, balancing, forwarders',
    rooms: ['snapshot', 'observe'],
    packages: ['express', 'http-proxy-middleware', 're2js', 'ipaddr.js'],
    effects: 'sockets',
    folders: {
      '': {
        holds: '',
        imports: [
          'balancing',
          'client-side/http1-express',
          'client-side/http2',
          'datagrams',
          'request',
          'sockets',
          'streams',
          'tls',
          'words',
        ],
      },
      balancing: { holds: '', imports: ['words'] },
      'client-side': { holds: '', imports: ['sockets', 'words'] },
      'client-side/http1-express': { holds: '', imports: ['client-side', 'sockets', 'words'] },
      'client-side/http2': { holds: '', imports: ['client-side', 'frames', 'sockets', 'words'] },
      datagrams: { holds: '', imports: ['balancing', 'sockets', 'streams', 'words'] },
      'endpoint-side': { holds: '', imports: ['endpoint-side/tls', 'words'] },
      'endpoint-side/http1-middleware': {
        holds: '',
        imports: ['endpoint-side', 'endpoint-side/tls', 'words'],
      },
      'endpoint-side/http2': {
        holds: '',
        imports: [
          'endpoint-side',
          'endpoint-side/http1-middleware',
          'endpoint-side/tls',
          'frames',
          'words',
        ],
      },
      'endpoint-side/tls': { holds: '', imports: ['words'] },
      explain: {
        holds: '',
        imports: [
          'client-side/http1-express',
          'filters',
          'request',
          'request/answer',
          'request/forward',
          'routing',
          'sockets',
          'streams',
          'words',
        ],
      },
      filters: { holds: '', imports: ['words'] },
      frames: { holds: '', imports: ['sockets', 'words'] },
      request: {
        holds: '',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/tls',
          'filters',
          'request/answer',
          'request/forward',
          'request/mirror',
          'request/retry',
          'routing',
          'words',
        ],
      },
      'request/answer': { holds: '', imports: ['endpoint-side', 'filters', 'words'] },
      'request/forward': {
        holds: '',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/http1-middleware',
          'endpoint-side/http2',
          'request/answer',
          'sockets',
          'words',
        ],
      },
      'request/mirror': {
        holds: '',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/tls',
          'filters',
          'request/forward',
          'words',
        ],
      },
      'request/retry': { holds: '', imports: ['request/forward', 'words'] },
      routing: { holds: '', imports: ['words'] },
      sockets: { holds: '', imports: ['balancing', 'words'] },
      streams: {
        holds: '',
        imports: ['balancing', 'endpoint-side/tls', 'routing', 'sockets', 'tls', 'words'],
      },
      tls: { holds: '', imports: ['routing', 'words'] },
      words: { holds: '', imports: [] },
    },
  },
  observe: {
    holds: 'log, access log, metrics, the health and admin servers',
    rooms: ['snapshot'],
    packages: ['express', 'pino', 'prom-client', 'ipaddr.js'],
    effects: 'stdout, two ports',
    folders: {
      '': { holds: '', imports: ['log', 'metrics'] },
      log: { holds: '', imports: [] },
      metrics: { holds: '', imports: ['log'] },
      servers: { holds: '', imports: ['metrics'] },
    },
  },
  gateway: {
    holds: 'the halves put together: a gateway from files, and one of a cluster',
    rooms: [
      'resources',
      'snapshot',
      'status',
      'translate',
      'control',
      'cluster',
      'manifests',
      'proxy',
      'observe',
    ],
    packages: [],
    effects: 'all',
    folders: {
      '': { holds: '', imports: ['unserved'] },
      unserved: { holds: '', imports: [] },
    },
  },
  echo: {
    holds: 'a backend to try routes on: it answers with what it received',
    rooms: [],
    packages: ['ws'],
    effects: 'two ports',
    folders: {
      '': { holds: '', imports: [] },
    },
  },
  cli: {
    holds: 'the commands, a folder each',
    rooms: [
      'resources',
      'snapshot',
      'status',
      'translate',
      'control',
      'cluster',
      'manifests',
      'proxy',
      'observe',
      'gateway',
      'echo',
    ],
    packages: ['commander', 'yaml'],
    effects: 'all',
    folders: {
      '': {
        holds: '',
        imports: ['check', 'echo', 'explain', 'options', 'run', 'serve', 'status', 'version'],
      },
      check: { holds: '', imports: ['options'] },
      echo: { holds: '', imports: ['options'] },
      explain: { holds: '', imports: ['check', 'options', 'status'] },
      options: { holds: '', imports: [] },
      run: { holds: '', imports: ['options', 'serve'] },
      serve: { holds: '', imports: ['options'] },
      status: { holds: '', imports: ['options'] },
      version: { holds: '', imports: ['options'] },
    },
  },
}
