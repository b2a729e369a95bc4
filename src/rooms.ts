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
          'datagrams',
          'filters',
          'forwarders',
          'listeners',
          'routing',
          'streams',
        ],
      },
      balancing: { holds: '', imports: [''] },
      datagrams: { holds: '', imports: ['', 'balancing', 'listeners', 'streams'] },
      filters: { holds: '', imports: [''] },
      forwarders: { holds: '', imports: ['', 'frames'] },
      frames: { holds: '', imports: ['', 'listeners'] },
      listeners: { holds: '', imports: ['', 'datagrams', 'frames', 'streams'] },
      routing: { holds: '', imports: [''] },
      streams: {
        holds: '',
        imports: ['', 'balancing', 'forwarders', 'frames', 'listeners', 'routing'],
      },
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
    holds: 'the commands, one file each; where the halves are put together',
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
      'echo',
    ],
    packages: ['commander', 'yaml'],
    effects: 'all',
    folders: {
      '': { holds: '', imports: ['explain', 'status'] },
      explain: { holds: '', imports: ['', 'status'] },
      status: { holds: '', imports: [''] },
    },
  },
}
