// `rauta run`: a gateway of a Kubernetes cluster, in one of its pods.
import { type Command, Option } from 'commander'
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import { type LogLevel, logLevels } from '../../observe/log/log-level.ts'
import { controllerName } from '../../resources/controller-name.ts'
import {
  cidrOption,
  durationOption,
  ipAddressesOption,
  socketOption,
} from '../options/option-parsers.ts'
import type { Output } from '../options/output.ts'
import { addLimitOptions, type LimitFlags, limitsOf } from '../options/limit-options.ts'
import type { SocketAddress } from '../../gateway/words/socket-address.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

export const addressModes = ['host', 'pool', 'service'] as const
export type AddressMode = (typeof addressModes)[number]

interface RunFlags extends LimitFlags {
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
  readonly drainDelay: number
  readonly grace: number
  readonly accessLog?: AccessLogFormat
  readonly logLevel: LogLevel
}

const examples = `
Where Gateways listen, one mode an install:
  host      on the node's ports, shared by all Gateways
  pool      each Gateway on an address of its own, out of --pool-range; one pod has them all
  service   each Gateway behind a Service of type LoadBalancer of its own

Examples:
  rauta run --addresses host                                  in a pod: deploy/ has the manifests
  rauta run --addresses pool --pool-range 192.168.1.192/26    in a pod
  rauta run --addresses host --observe                        from any machine: what it would say and serve

--observe writes nothing, holds no Lease, takes no address and listens for no Gateway. What it would say
stands in its log and, with what it would serve, behind --admin: \`rauta status\`, \`rauta explain\`.
Without it, a process outside of a pod joins those that serve: it must be told its --pod-name.

SIGTERM: not ready for --drain-delay, while new connections are still taken; then requests may
end within --grace. Exit code: 0 ended by a signal, 1 an error nobody expected, 2 the command is wrong.
`

export function addRunCommand(program: Command, output: Output): void {
  const command = program
    .command('run')
    .description('serve the Gateways of a Kubernetes cluster, and write their status')
    .addOption(
      new Option('--addresses <mode>', 'where Gateways listen')
        .choices(addressModes)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--pool-range <cidr>', 'addresses for Gateways, mode pool')
        .env('POOL_RANGE')
        .argParser(cidrOption),
    )
    .option('--observe', 'say what would be said and served; write nothing')
    .option('--controller-name <name>', 'GatewayClasses that name it are ours', controllerName)
    .option('--install <name>', 'tells installs in one namespace apart', 'rauta')
    .addOption(
      new Option('--namespace <name>', 'where its Leases are')
        .env('POD_NAMESPACE')
        .default('rauta-system'),
    )
    .addOption(new Option('--pod-name <name>', 'in a pod: the host’s name').env('POD_NAME'))
    .addOption(new Option('--pod-uid <uid>', 'its Lease goes with this pod').env('POD_UID'))
    .addOption(new Option('--node-name <name>', 'as statuses name it').env('NODE_NAME'))
    .addOption(
      new Option('--node-addresses <ips>', 'told in statuses, mode host; comma between them')
        .env('HOST_IPS')
        .argParser(ipAddressesOption),
    )
    .option('--kubeconfig <file>', 'default: the pod’s service account, else KUBECONFIG')
    .addOption(socketOption('--admin', 'the dumps; loopback only', '127.0.0.1:9901'))
    .addOption(socketOption('--health', 'health and metrics', '0.0.0.0:9902'))
    .addOption(
      new Option('--drain-delay <duration>', 'not ready, but still serving, at the end')
        .argParser(durationOption)
        .default(5000, '5s'),
    )
    .addOption(
      new Option('--grace <duration>', 'how long requests may take to end')
        .argParser(durationOption)
        .default(20_000, '20s'),
    )
    .addOption(
      new Option(
        '--access-log <format>',
        'a line a request (default: text on a terminal, else json)',
      ).choices(['json', 'text', 'off']),
    )
    .addOption(new Option('--log-level <level>', 'least to log').choices(logLevels).default('info'))
  addLimitOptions(command)
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
      'Mode pool needs the addresses that Gateways may get: give --pool-range CIDR, or set POOL_RANGE.',
    )
  if (addresses !== 'pool' && poolRange !== undefined)
    throw new UsageError(
      `--pool-range (POOL_RANGE) is for --addresses pool, and this is ${addresses}: leave it out, or give --addresses pool.`,
    )
}
