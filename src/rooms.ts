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
}

export const rooms: Readonly<Record<string, Room>> = {
  resources: {
    holds: 'the words coming in: the kinds that are read, and the set of them',
    rooms: [],
    packages: [],
    effects: 'none',
  },
  snapshot: {
    holds: 'the words going out: what the proxy serves, and what it answers',
    rooms: [],
    packages: [],
    effects: 'none',
  },
  status: {
    holds: 'what is said back: every condition with its reason and message',
    rooms: ['resources', 'snapshot'],
    packages: [],
    effects: 'none',
  },
  translate: {
    holds: 'resources → snapshot and statuses',
    rooms: ['resources', 'snapshot', 'status'],
    packages: ['re2js'],
    effects: 'none',
  },
  control: {
    holds: 'the loop: watch, settle, translate, apply, report',
    rooms: ['resources', 'snapshot', 'status', 'translate', 'observe'],
    packages: [],
    effects: 'timers',
  },
  cluster: {
    holds: 'Kubernetes seen from here: watching, status writing, leader election',
    rooms: ['resources', 'snapshot', 'status', 'observe'],
    packages: ['@kubernetes/client-node'],
    effects: 'the API server, the routes of the node',
  },
  standalone: {
    holds: 'resources from files, validated as an API server would',
    rooms: ['resources', 'status', 'observe'],
    packages: ['yaml', '@bufbuild/cel', 're2js'],
    effects: 'files',
  },
  proxy: {
    holds: 'the data plane: listeners, routing, filters, balancing, forwarders',
    rooms: ['snapshot', 'observe'],
    packages: ['express', 'http-proxy-middleware', 're2js', 'ipaddr.js'],
    effects: 'sockets',
  },
  observe: {
    holds: 'log, access log, metrics, the health and admin servers',
    rooms: ['snapshot'],
    packages: ['express', 'pino', 'prom-client', 'ipaddr.js'],
    effects: 'stdout, two ports',
  },
  echo: {
    holds: 'a backend to try routes on: it answers with what it received',
    rooms: [],
    packages: ['ws'],
    effects: 'two ports',
  },
  generate: {
    holds: '`make generate`: CRDs → types and schemas',
    rooms: [],
    packages: ['yaml'],
    effects: 'files, `go`',
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
      'standalone',
      'proxy',
      'observe',
      'echo',
    ],
    packages: ['commander', 'yaml'],
    effects: 'all',
  },
}
