// For each error of the command line the arguments that it is about, and those that it asks for. Who adds an
// error adds a row, or a reason for none (usage-advice.test.ts).

export interface UsageAdvice {
  /** Words of the error, as they stand in the source. */
  readonly says: string
  readonly args: readonly string[]
  /** One or several ways to follow it. */
  readonly follow: readonly (readonly string[])[]
  /** What such a command says next, as there is no cluster that it could read or join. */
  readonly next?: string
}

/** Stands for a folder of manifests. */
export const manifests = 'MANIFESTS'
/** Stand for a rauta's admin server, for a server that is another one, and for a port that nobody listens on. */
export const admin = 'http://ADMIN'
export const another = 'http://ANOTHER'
export const nobody = 'http://NOBODY'
/** Stand for those of a cluster that does not answer; their only context is `own`. */
export const kubeConfig = {
  right: 'KUBECONFIG',
  withoutCurrent: 'KUBECONFIG without a current context',
  inTheClear: 'KUBECONFIG with http:',
}

const get = (url: string) => ['explain', 'GET', url, '-f', manifests]
const stream = (url: string) => ['explain', url, '-f', manifests]
const shop = 'http://shop.example/cart'

const ofExplain: readonly UsageAdvice[] = [
  {
    says: 'is not a supported URL: give one that begins with http://',
    args: get('shop.example/cart'),
    follow: [get(shop), get('https://shop.example/cart'), stream('tcp://shop.example:80')],
  },
  {
    says: 'URL has no TLS server name: remove --sni.',
    args: [...get(shop), '--sni', 'a.example'],
    follow: [get(shop)],
  },
  {
    says: 'URL has no method: remove',
    args: get('tls://shop.example'),
    follow: [stream('tls://shop.example')],
  },
  {
    says: 'URL has no headers: remove -H.',
    args: [...stream('tcp://shop.example:80'), '-H', 'a: b'],
    follow: [stream('tcp://shop.example:80')],
  },
  {
    says: 'URL has no path: remove',
    args: stream('udp://shop.example:53/a'),
    follow: [stream('udp://shop.example:53')],
  },
  {
    says: 'Put the method before the URL, such as: rauta explain GET',
    args: stream(shop),
    follow: [get(shop)],
  },
  {
    says: 'Give one request before the flags, such as: rauta explain GET http://shop.example/cart -f',
    args: ['explain', '-f', manifests],
    follow: [get(shop)],
  },
  {
    says: 'A URL with a user is not supported: remove the part before the @.',
    args: get('http://me@shop.example/cart'),
    follow: [get(shop)],
  },
  {
    says: ' is not a port: give a number from 1 to 65535.',
    args: get('http://shop.example:99999/cart'),
    follow: [get('http://shop.example:1/cart'), get('http://shop.example:65535/cart')],
  },
  {
    says: 'has no valid host: write HOST or HOST:PORT after the //.',
    args: get('http://shop example/cart'),
    follow: [get(shop), get('http://shop.example:80/cart')],
  },
  {
    says: 'Give the port, such as',
    args: stream('tcp://shop.example'),
    follow: [stream('tcp://shop.example:5432')],
  },
  {
    says: 'Give the port, such as',
    args: stream('udp://shop.example'),
    follow: [stream('udp://shop.example:53')],
  },
  {
    says: 'A source is missing: give manifests with -f PATH, or a running Rauta with --admin',
    args: ['explain', 'GET', shop],
    follow: [get(shop), ['explain', 'GET', shop, '--admin', admin]],
  },
  {
    says: 'A source is missing: give manifests with -f PATH, or a running Rauta with --admin',
    args: [...get(shop), '--admin', admin],
    follow: [get(shop), ['explain', 'GET', shop, '--admin', admin]],
  },
  {
    says: 'correct --admin, or ',
    args: ['explain', 'GET', shop, '--admin', nobody],
    follow: [['explain', 'GET', shop, '--admin', admin]],
  },
  {
    says: 'is not an admin server of this version of Rauta: give another --admin URL.',
    args: ['explain', 'GET', shop, '--admin', another],
    follow: [['explain', 'GET', shop, '--admin', admin]],
  },
]

const others: readonly UsageAdvice[] = [
  {
    says: ' does not exist: give one with manifests with -f.',
    args: ['check', '-f', 'no-such-folder'],
    follow: [['check', '-f', manifests]],
  },
  {
    says: '--admin and --kubeconfig cannot be used together: remove --admin, or --kubeconfig and --context.',
    args: ['status', '--admin', admin, '--kubeconfig', 'no-such-file'],
    follow: [['status', '--admin', admin]],
  },
  {
    says: 'correct --admin, or ',
    args: ['status', '--admin', nobody],
    follow: [['status', '--admin', admin]],
  },
  {
    says: 'is not an admin server of this version of Rauta: give another --admin URL.',
    args: ['status', '--admin', another],
    follow: [['status', '--admin', admin]],
  },
]

const run = (...args: readonly string[]) => ['run', '--addresses', ...args]
const noFile = ['--kubeconfig', 'no-such-file']
const notRead = 'The kubeconfig cannot be read ('
const notReached = 'correct --kubeconfig and --context, or use the admin server of a pod'

const ofClusters: readonly UsageAdvice[] = [
  {
    says: 'Mode pool needs an address range for Gateways: give --pool-range CIDR',
    args: run('pool', '--observe', ...noFile),
    follow: [run('pool', '--pool-range', '192.0.2.0/24', '--observe', ...noFile)],
    next: notRead,
  },
  {
    says: 'remove it, or give --addresses pool.',
    args: run('host', '--pool-range', '192.0.2.0/24', '--observe', ...noFile),
    follow: [
      run('host', '--observe', ...noFile),
      run('pool', '--pool-range', '192.0.2.0/24', '--observe', ...noFile),
    ],
    next: notRead,
  },
  {
    says: 'is not in a pod of the cluster: give --observe to only look, or --pod-name NAME to join the serving pods.',
    args: run('host', '--kubeconfig', kubeConfig.right),
    follow: [run('host', '--observe', ...noFile), run('host', '--pod-name', 'a', ...noFile)],
    next: notRead,
  },
  {
    says: 'give another with --kubeconfig or KUBECONFIG',
    args: ['status', ...noFile],
    follow: [['status', '--kubeconfig', kubeConfig.right]],
    next: notReached,
  },
  {
    says: 'has no current context: choose one (kubectl config use-context NAME)',
    args: ['status', '--kubeconfig', kubeConfig.withoutCurrent],
    follow: [['status', '--kubeconfig', kubeConfig.right]],
    next: notReached,
  },
  {
    says: 'give one that begins with https:',
    args: ['status', '--kubeconfig', kubeConfig.inTheClear],
    follow: [['status', '--kubeconfig', kubeConfig.right]],
    next: notReached,
  },
  {
    says: '): use one of these',
    args: ['status', '--kubeconfig', kubeConfig.right, '--context', 'other'],
    follow: [['status', '--kubeconfig', kubeConfig.right, '--context', 'own']],
    next: notReached,
  },
]

export const usageAdvice: readonly UsageAdvice[] = [...ofExplain, ...others, ...ofClusters]

const serves = 'who follows it serves until a signal: echo.test.ts, serve.test.ts'
const isAnswer = 'of the admin server: src/gateway/admin/admin-pages.test.ts follows it'
const waits = 'asks to wait'

/** What is not followed here. */
export const usageTextsWithoutRow: Readonly<Record<string, string>> = {
  'TLS needs both files: give --tls-cert and --tls-key.': serves,
  'cannot be read: give another --': serves,
  'Cannot listen on port': serves,
  'The admin server shows the whole configuration and listens on loopback only: give --admin':
    serves,
  'server cannot listen on': serves,
  'The cluster at': 'there is no cluster here',
  'No cluster is configured: give --kubeconfig FILE, set KUBECONFIG, or run in a pod':
    'whoever runs the test may have one',
  'or a pod of Rauta runs, give --admin URL':
    'of the default address, which another process may have',
  'The request is too long for Rauta at': 'of headers above 16 KB',
  'rejects the question:': 'of a Rauta of another version',
  'Give the request, such as /explain?': isAnswer,
  "Give a header as 'name: value', not": isAnswer,
  'Unknown parameter': isAnswer,
  'Give the parameter': isAnswer,
  'has no active configuration yet: try again in a moment.': waits,
}
