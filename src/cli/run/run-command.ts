// `rauta run`: a gateway of a Kubernetes cluster, in one of its pods.
import { type Command, Option } from 'commander'
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import type { LogLevel } from '../../observe/log/log-level.ts'
import { controllerName } from '../../resources/controller-name.ts'
import { cidrOption, durationOption, ipAddressesOption } from '../options/option-parsers.ts'
import {
  accessLogOption,
  adminServerOption,
  healthServerOption,
  logLevelOption,
} from '../options/server-options.ts'
import type { Output } from '../options/output.ts'
import { http2Option } from '../options/http2-option.ts'
import type { Http2Way } from '../../proxy/words/http2-way.ts'
import { addLimitOptions, type LimitFlags, limitsOf } from '../options/limit-options.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import { http1Option } from '../options/http1-option.ts'
import { type WorkersFlag, workersOption } from '../options/workers-option.ts'
import type { SocketAddress } from '../../gateway/words/socket-address.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

export const addressModes = ['host', 'pool', 'service'] as const
export type AddressMode = (typeof addressModes)[number]

interface RunFlags extends LimitFlags, WorkersFlag {
  readonly addresses: AddressMode
  readonly poolRange?: string
  readonly controllerName: string
  readonly install: string
  readonly namespace: string
  readonly observe?: true
  readonly podName?: string
  readonly podUid?: string
  readonly nodeName?: string
  readonly nodeAddresses?: readonly string[]
  readonly kubeconfig?: string
  readonly admin: SocketAddress
  readonly health: SocketAddress
  readonly http1: Http1Way
  readonly drainDelay: number
  readonly grace: number
  readonly accessLog?: AccessLogFormat
  readonly logLevel: LogLevel
  readonly http2: Http2Way
}

const examples = `
Address modes, one for each installation:
  host      the ports of the nodes, shared by all Gateways
  pool      one address of --pool-range for each Gateway; one pod has them all
  service   one Service of type LoadBalancer for each Gateway

Examples:
  rauta run --addresses host                                  in a pod: deploy/ has the manifests
  rauta run --addresses pool --pool-range 192.168.1.192/26    in a pod
  rauta run --addresses host --observe                        from any machine: show what it would do

--observe writes nothing, holds no Lease, takes no address and opens no listener. Its log shows what it
would write; \`rauta status\` and \`rauta explain\` with --admin show what it would serve.
Without --observe, a process outside of a pod joins the serving pods and needs a --pod-name.

SIGTERM: not ready for --drain-delay, but new connections are still accepted; then requests can
end within --grace. Exit code: 0 ended by a signal, 1 unexpected error, 2 the command is wrong.
`

export function addRunCommand(program: Command, output: Output): void {
  const command = program
    .command('run')
    .description('Serve the Gateways of a Kubernetes cluster and write their status')
    .addOption(
      new Option('--addresses <mode>', 'How Gateways get addresses')
        .choices(addressModes)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--pool-range <cidr>', 'Address range for Gateways in mode pool')
        .env('POOL_RANGE')
        .argParser(cidrOption),
    )
    .option('--observe', 'Show what Rauta would write and serve; change nothing')
    .option('--controller-name <name>', 'Controller name of our GatewayClasses', controllerName)
    .option('--install <name>', 'Name of this installation in its namespace', 'rauta')
    .addOption(
      new Option('--namespace <name>', 'Namespace of the Leases')
        .env('POD_NAMESPACE')
        .default('rauta-system'),
    )
    .addOption(
      new Option('--pod-name <name>', 'Name of the pod (default in a pod: the hostname)').env(
        'POD_NAME',
      ),
    )
    .addOption(new Option('--pod-uid <uid>', 'UID of the pod that owns the Lease').env('POD_UID'))
    .addOption(new Option('--node-name <name>', 'Name of the node in statuses').env('NODE_NAME'))
    .addOption(
      new Option(
        '--node-addresses <ips>',
        'Addresses for statuses in mode host, separated by commas',
      )
        .env('HOST_IPS')
        .argParser(ipAddressesOption),
    )
    .option(
      '--kubeconfig <file>',
      'Kubeconfig file (default: service account of the pod, else KUBECONFIG)',
    )
    .addOption(adminServerOption())
    .addOption(healthServerOption('0.0.0.0:9902'))
    .addOption(
      new Option('--drain-delay <duration>', 'Time to serve while not ready, before exit')
        .argParser(durationOption)
        .default(5000, '5s'),
    )
    .addOption(
      new Option('--grace <duration>', 'Time limit for requests to end at exit')
        .argParser(durationOption)
        .default(20_000, '20s'),
    )
    .addOption(accessLogOption())
    .addOption(logLevelOption())
    .addOption(workersOption('auto'))
    .addOption(http2Option())
  addLimitOptions(command)
    .addOption(http1Option())
    .addHelpText('after', examples)
    .action(async (flags: RunFlags) => {
      refuseContradictions(flags)
      const { drainDelay: announceMs, grace: graceMs, addresses: mode, observe, ...rest } = flags
      const isObserving = observe === true
      // Who looks from a laptop opens no port to others.
      const isAsked = command.getOptionValueSource('health') !== 'default'
      const health = isObserving && !isAsked ? undefined : rest.health
      const { runInCluster } = await import('./run-in-cluster.ts')
      await runInCluster({
        ...rest,
        limits: limitsOf(flags),
        health,
        isObserving,
        mode,
        announceMs,
        graceMs,
        output,
      })
    })
}

function refuseContradictions({ addresses, poolRange }: RunFlags): void {
  if (addresses === 'pool' && poolRange === undefined)
    throw new UsageError(
      'Mode pool needs an address range for Gateways: give --pool-range CIDR, or set POOL_RANGE.',
    )
  if (addresses !== 'pool' && poolRange !== undefined)
    throw new UsageError(
      `--pool-range (POOL_RANGE) needs --addresses pool, not ${addresses}: remove it, or give --addresses pool.`,
    )
}
