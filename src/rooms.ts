// The rooms of src/, who may import whom, and which npm packages are at home where.
// src/architecture.test.ts keeps it true; docs/explanation/architecture.md prints it.

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
  /** The question that a reader finds answered here. */
  readonly holds: string
  /** The room's other folders that it imports, each as in the table. */
  readonly imports: readonly string[]
}

export const rooms: Readonly<Record<string, Room>> = {
  resources: {
    holds: 'input words: the kinds that are read, and the set of them',
    rooms: [],
    packages: [],
    effects: 'none',
    folders: {
      '': {
        holds:
          'Which kinds and fields are read, and what is the set of objects that one translation sees?',
        imports: [],
      },
    },
  },
  snapshot: {
    holds: 'output words: what the proxy serves, and what is bound',
    rooms: [],
    packages: [],
    effects: 'none',
    folders: {
      '': {
        holds: 'What do the two halves agree on: what is to be served, and what is bound?',
        imports: [],
      },
    },
  },
  status: {
    holds: 'words back to users: every condition with its reason and message',
    rooms: ['resources', 'snapshot'],
    packages: [],
    effects: 'none',
    folders: {
      '': {
        holds:
          'How is a status made: judgements, quotes, warnings, times, and Programmed from what is bound?',
        imports: [],
      },
      conditions: {
        holds: 'Which reason and message does each mistake get? One constructor a case.',
        imports: [''],
      },
    },
  },
  facts: {
    holds: 'the same said to programs: what Services and addresses of Gateways follow from',
    rooms: ['resources'],
    packages: [],
    effects: 'none',
    folders: {
      '': { holds: 'What is known of a Gateway by those who act on it?', imports: [] },
    },
  },
  translate: {
    holds: 'resources → snapshot, statuses and facts',
    rooms: ['resources', 'snapshot', 'status', 'facts'],
    packages: ['re2js'],
    effects: 'none',
    folders: {
      '': {
        holds: 'In which steps do resources become the snapshot, the statuses and the facts?',
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
      addresses: {
        holds: 'Which address and ports does a Gateway get, in each mode?',
        imports: ['fields', 'incremental', 'listeners', 'words'],
      },
      assemble: {
        holds:
          'How do judged listeners and translated routes become the snapshot, the statuses and the facts?',
        imports: ['attach', 'backends', 'incremental', 'listeners', 'policies', 'rules', 'words'],
      },
      attach: {
        holds: 'May a route attach to a listener, and which route wins where two collide?',
        imports: ['incremental', 'listeners', 'rules', 'words'],
      },
      backends: {
        holds:
          'Which endpoints, protocol, TLS and affinity does a backendRef mean, and does a grant allow it?',
        imports: ['certificates', 'fields', 'incremental', 'words'],
      },
      certificates: {
        holds: 'Can this key pair or this bundle of certificates be used?',
        imports: [],
      },
      fields: {
        holds: 'Which fields of a spec are served or reported, and which are not known?',
        imports: [],
      },
      'grpc-route': {
        holds: 'How is a GRPCRoute translated: matches, filters, rules?',
        imports: ['incremental', 'rules', 'words'],
      },
      'http-route': {
        holds: 'How is an HTTPRoute translated: matches, timeouts, retries, rules?',
        imports: ['incremental', 'rules'],
      },
      incremental: {
        holds: 'Which parts are the same as before, and need no new translation?',
        imports: ['words'],
      },
      listeners: {
        holds:
          'Is a GatewayClass, Gateway, ListenerSet or listener accepted, and which listeners conflict?',
        imports: ['backends', 'certificates', 'fields', 'incremental', 'words'],
      },
      policies: {
        holds: 'What does the status of a BackendTLSPolicy say, and for which Gateways?',
        imports: ['attach', 'backends', 'incremental', 'listeners', 'words'],
      },
      rules: {
        holds: 'What do rules of HTTP and gRPC share: filters, patterns, backendRefs, precedence?',
        imports: ['backends', 'fields', 'incremental', 'words'],
      },
      'stream-route': {
        holds: 'How is a TLSRoute, TCPRoute or UDPRoute translated?',
        imports: ['incremental', 'rules'],
      },
      words: {
        holds:
          'Which words does all of translate share: hostnames, label selectors, places, kinds, ages?',
        imports: [],
      },
    },
  },
  control: {
    holds: 'the loop: watch, debounce, translate, apply, report',
    rooms: ['resources', 'snapshot', 'status', 'facts', 'translate', 'observe'],
    packages: [],
    effects: 'timers',
    folders: {
      '': {
        holds: 'When does a change become live: wait for quiet, translate, apply, report?',
        imports: [],
      },
    },
  },
  cluster: {
    holds: 'the API server: watches, status writing, leader election',
    rooms: ['resources', 'snapshot', 'status', 'facts', 'observe'],
    packages: ['@kubernetes/client-node'],
    effects: 'the API server, the routes of the node',
    folders: {
      '': {
        holds:
          'How does the leader bring an object to its wanted state: one write at a time, with back-off?',
        imports: ['api'],
      },
      api: {
        holds: 'How is the API server asked: credentials, lists, watches, back-off, pace?',
        imports: [],
      },
      events: {
        holds: 'Which Events does a person see in kubectl describe, and when?',
        imports: ['api'],
      },
      fleet: {
        holds: 'What do the proxies of all nodes serve, and which addresses follow from it?',
        imports: ['api', 'leases'],
      },
      leases: {
        holds: 'Who is the leader, and who is alive? Where Leases are held and renewed.',
        imports: ['api'],
      },
      'managed-objects': {
        holds: 'Which Service and EndpointSlices does each Gateway get, and how are they kept?',
        imports: ['', 'api'],
      },
      pool: {
        holds: 'How do the addresses of a pool come to one node, and who is told?',
        imports: ['api', 'watch'],
      },
      statuses: {
        holds: 'How is a status written: merged with what others wrote, and only where it differs?',
        imports: ['', 'api', 'watch'],
      },
      watch: {
        holds: 'How do objects of the API server become the set of resources?',
        imports: ['api'],
      },
    },
  },
  manifests: {
    holds: 'resources from files, validated as an API server would',
    rooms: ['resources', 'status', 'observe'],
    packages: ['yaml', 're2js'],
    effects: 'files',
    folders: {
      parse: {
        holds: 'What does a text of YAML or JSON say, and where in it does each value stand?',
        imports: ['validate'],
      },
      read: {
        holds: 'Which objects does a file have, and what is wrong with the others?',
        imports: ['parse', 'validate'],
      },
      validate: {
        holds: 'Would an API server take this object: schema, CEL rules, defaults?',
        imports: [],
      },
      watch: {
        holds: 'How does a changed file become a new set of resources?',
        imports: ['read', 'validate'],
      },
    },
  },
  proxy: {
    holds: 'the data plane: listeners, routing, filters, balancing, forwarders',
    rooms: ['snapshot', 'observe'],
    packages: ['express', 'http-proxy-middleware', 're2js'],
    effects: 'sockets',
    folders: {
      '': {
        holds: 'Where does a listener bind, and how does a new snapshot come into force?',
        imports: [
          'balancing',
          'client-side/http1-direct',
          'client-side/http1-express',
          'client-side/http2',
          'client-side/http2-direct',
          'datagrams',
          'request',
          'sockets',
          'streams',
          'tls',
          'turns',
          'words',
        ],
      },
      balancing: {
        holds: 'Which backendRef by weight, and which of its endpoints, gets this request?',
        imports: ['words'],
      },
      'client-side': {
        holds: 'What do both HTTP versions share toward a client: head, target, body, deadlines?',
        imports: ['sockets', 'words'],
      },
      'client-side/direct-exchange': {
        holds: 'How is a request carried to an endpoint and back, without streams and promises?',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/http2',
          'endpoint-side/tls',
          'filters',
          'request',
          'request/answer',
          'request/forward',
          'request/retry',
          'words',
        ],
      },
      'client-side/http1-direct': {
        holds: 'How is a plain request of HTTP/1.1 read from a socket, and its answer written?',
        imports: [
          'client-side',
          'client-side/direct-exchange',
          'endpoint-side',
          'endpoint-side/http1-direct',
          'filters',
          'http1-bytes',
          'request',
          'request/answer',
          'request/forward',
          'sockets',
          'turns',
          'words',
        ],
      },
      'client-side/http1-express': {
        holds: 'How is HTTP/1.1 read from a client and answered, by Node and Express?',
        imports: ['client-side', 'sockets', 'turns', 'words'],
      },
      'client-side/http2': {
        holds: 'How is HTTP/2 read from a client and answered, by node:http2?',
        imports: ['client-side', 'frames', 'sockets', 'turns', 'words'],
      },
      'client-side/http2-direct': {
        holds: 'How is HTTP/2 read from a client and answered, by our own session?',
        imports: [
          'client-side',
          'client-side/direct-exchange',
          'endpoint-side',
          'endpoint-side/http1-direct',
          'endpoint-side/http2',
          'filters',
          'frames',
          'http1-bytes',
          'http2',
          'request',
          'request/answer',
          'request/forward',
          'sockets',
          'words',
        ],
      },
      datagrams: {
        holds: 'Which endpoint does a UDP datagram go to, and how long does its session last?',
        imports: ['balancing', 'sockets', 'streams', 'words'],
      },
      'endpoint-side': {
        holds: 'What do all forwarders share: outgoing head, body, connections that are kept?',
        imports: ['endpoint-side/tls', 'words'],
      },
      'endpoint-side/http1-direct': {
        holds: 'How is a request sent to an endpoint over HTTP/1.1, on sockets?',
        imports: ['endpoint-side', 'endpoint-side/tls', 'http1-bytes', 'turns', 'words'],
      },
      'endpoint-side/http1-middleware': {
        holds: 'How is a request sent to an endpoint over HTTP/1.1, by http-proxy-middleware?',
        imports: ['endpoint-side', 'endpoint-side/tls', 'turns', 'words'],
      },
      'endpoint-side/http2': {
        holds: 'How is a request sent to an endpoint over HTTP/2, with TLS or without?',
        imports: ['endpoint-side', 'endpoint-side/tls', 'frames', 'http2', 'words'],
      },
      'endpoint-side/tls': {
        holds: 'How is a TLS connection to an endpoint made and verified?',
        imports: ['words'],
      },
      explain: {
        holds: 'How is a request or a connection handled, step by step, and why?',
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
      filters: {
        holds: 'What does each filter change: headers, CORS, redirects, rewrites?',
        imports: ['words'],
      },
      frames: {
        holds: 'How are HTTP/2 frames read before Node sees them, and which are refused?',
        imports: ['sockets', 'turns', 'words'],
      },
      'http1-bytes': {
        holds: 'How are names, header lines and chunks of HTTP/1.1 read octet by octet?',
        imports: ['words'],
      },
      http2: {
        holds: 'How does HTTP/2 work: frames, header blocks, streams, windows?',
        imports: ['frames', 'turns', 'words'],
      },
      request: {
        holds: 'What happens to a request, in order: match, filter, choose, forward, answer?',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/http1-direct',
          'endpoint-side/http2',
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
      'request/answer': {
        holds: 'What does Rauta answer itself, and with which status code?',
        imports: ['endpoint-side', 'filters', 'frames', 'words'],
      },
      'request/forward': {
        holds: 'How does a request reach an endpoint: failover, upgrades, limits?',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/http1-direct',
          'endpoint-side/http1-middleware',
          'endpoint-side/http2',
          'request/answer',
          'sockets',
          'words',
        ],
      },
      'request/mirror': {
        holds: 'How is a copy of a request sent, without the client noticing?',
        imports: [
          'balancing',
          'endpoint-side',
          'endpoint-side/tls',
          'filters',
          'request/forward',
          'words',
        ],
      },
      'request/retry': {
        holds: 'When is a request sent again, after how long, and with which body?',
        imports: ['endpoint-side', 'request/forward', 'words'],
      },
      routing: {
        holds: 'Which host, path and match does a request meet? Where a path is matched.',
        imports: ['words'],
      },
      sockets: {
        holds: 'Who may connect, how many, for how long, and how does a connection end?',
        imports: ['balancing', 'turns', 'words'],
      },
      streams: {
        holds: 'How are a TCP or TLS connection and its endpoint joined, and ended?',
        imports: ['balancing', 'endpoint-side/tls', 'routing', 'sockets', 'tls', 'turns', 'words'],
      },
      tls: {
        holds: 'Which certificate does a server name get, and which client certificate is trusted?',
        imports: ['routing', 'words'],
      },
      turns: {
        holds: 'Who works in which turn of the event loop, and what is written at its end?',
        imports: ['words'],
      },
      words: {
        holds: 'Which words does all of the proxy share: exchange, header list, deadline, pump?',
        imports: [],
      },
    },
  },
  observe: {
    holds: 'log, access log, metrics, the health and admin servers',
    rooms: ['snapshot'],
    packages: ['pino'],
    effects: 'stdout, two ports',
    folders: {
      '': {
        holds: 'Where do requests, streams and refusals become log lines and metrics?',
        imports: ['log', 'metrics'],
      },
      log: { holds: 'Which fields does a line of the log or the access log have?', imports: [] },
      metrics: {
        holds: 'Which metrics are there, with which labels, and what is counted?',
        imports: ['log'],
      },
      servers: { holds: 'What do the health and admin ports answer?', imports: ['metrics'] },
    },
  },
  workers: {
    holds: 'traffic in processes of its own: their sockets, their snapshots, their restarts',
    rooms: ['resources', 'snapshot', 'observe', 'proxy'],
    packages: [],
    effects: 'processes, sockets',
    folders: {
      '': {
        holds:
          'How is traffic served by several processes, and what happens when one of them ends?',
        imports: ['serve', 'wire'],
      },
      memory: { holds: 'How does a process give memory back when it rests?', imports: [] },
      process: {
        holds: 'What does a worker process do, and what does it tell the main process?',
        imports: ['memory', 'serve', 'wire'],
      },
      serve: { holds: 'How is traffic served by one process?', imports: [] },
      wire: {
        holds: 'What do the main process and a worker say to each other, and how is a change sent?',
        imports: [],
      },
    },
  },
  gateway: {
    holds: 'the halves put together: a gateway from files, and one of a cluster',
    rooms: [
      'resources',
      'snapshot',
      'status',
      'facts',
      'translate',
      'control',
      'cluster',
      'manifests',
      'proxy',
      'observe',
      'workers',
    ],
    packages: [],
    effects: 'all',
    folders: {
      '': {
        holds: 'How are the parts put together: a gateway from files, and one of a cluster?',
        imports: ['admin', 'unserved', 'words'],
      },
      admin: {
        holds: 'What does the admin server answer, from what the process knows?',
        imports: ['explain', 'status', 'unserved', 'words'],
      },
      explain: {
        holds: 'How is this request handled, and which conditions say why?',
        imports: ['words'],
      },
      status: {
        holds:
          'What is the state of everything: Gateways, routes, backends and certificates, problems first?',
        imports: ['unserved', 'words'],
      },
      unserved: {
        holds: 'Which objects does nobody serve, and which likely mistake is the reason?',
        imports: [],
      },
      words: {
        holds:
          'What do users write: addresses with ports, kubeconfigs; and which error is theirs to mend?',
        imports: [],
      },
    },
  },
  echo: {
    holds: 'a backend to try routes on: it answers with what it received',
    rooms: [],
    packages: ['ws'],
    effects: 'two ports',
    folders: {
      '': { holds: 'What does the backend for trying routes answer?', imports: [] },
    },
  },
  cli: {
    holds: 'the commands, a folder each',
    rooms: [
      'resources',
      'snapshot',
      'status',
      'facts',
      'translate',
      'control',
      'cluster',
      'manifests',
      'proxy',
      'observe',
      'workers',
      'gateway',
      'echo',
    ],
    packages: ['commander', 'yaml'],
    effects: 'all',
    folders: {
      '': {
        holds: 'Which commands are there?',
        imports: ['check', 'echo', 'explain', 'options', 'run', 'serve', 'status', 'version'],
      },
      check: { holds: 'rauta check: what is wrong with these manifests?', imports: ['options'] },
      echo: { holds: 'rauta echo: a backend to try routes on', imports: ['options'] },
      explain: {
        holds: 'rauta explain: how is this request handled?',
        imports: ['check', 'options'],
      },
      options: {
        holds:
          'Which flags do several commands share, and how is a value read and a table printed?',
        imports: [],
      },
      run: { holds: 'rauta run: serve the Gateways of a cluster', imports: ['options', 'serve'] },
      serve: { holds: 'rauta serve: serve manifests on this machine', imports: ['options'] },
      status: { holds: 'rauta status: what is wrong, and what is fine?', imports: ['options'] },
      version: { holds: 'rauta version: which versions run here?', imports: ['options'] },
    },
  },
}
