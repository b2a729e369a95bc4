// `rauta status`: what a running Rauta, or a cluster, says of itself, and what is wrong.
import { type Command, Option } from 'commander'
import { controllerName } from '../../resources/controller-name.ts'
import { adminOption } from '../options/option-parsers.ts'
import type { Output } from '../options/output.ts'
import type { StatusFlags } from './run-status.ts'

const examples = `
Examples:
  rauta status                                    Rauta on this machine
  kubectl exec -n rauta-system ds/rauta -- rauta status       Rauta in a pod
  rauta status --kubeconfig --context prod        a cluster, as its API server shows it
  rauta status -n shop --output json              one namespace, for programs

Exit code: 0 no problem, 1 a problem (a condition, an endpoint, a certificate),
2 the command is wrong or there is no answer.
`

export function addStatusCommand(program: Command, output: Output): void {
  program
    .command('status')
    .description('Show the state of Gateways, routes, endpoints and certificates; problems first')
    .addOption(
      new Option('--admin <url>', 'Admin server to ask (default: http://127.0.0.1:9901)').argParser(
        adminOption,
      ),
    )
    .option(
      '--kubeconfig [file]',
      'Read an API server instead; without a file, the kubeconfig of kubectl',
    )
    .option('--context <name>', 'Context of the kubeconfig')
    .option(
      '--controller-name <name>',
      'Controller name of the GatewayClasses, in a cluster',
      controllerName,
    )
    .option('-n, --namespace <name>', 'Show only objects of this namespace')
    .addOption(
      new Option('--output <format>', 'Output format').choices(['text', 'json']).default('text'),
    )
    .option('--all', 'Show all entries of long lists, also those without problems')
    .addHelpText('after', examples)
    .action(async (flags: StatusFlags) => {
      const { runStatus } = await import('./run-status.ts')
      await runStatus(flags, output)
    })
}
