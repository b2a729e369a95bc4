// `rauta status`: what a running Rauta, or a cluster, says of itself, and what is wrong.
import { type Command, Option } from 'commander'
import { controllerName } from '../../resources/controller-name.ts'
import { adminOption } from '../options/option-parsers.ts'
import type { Output } from '../options/output.ts'
import type { StatusFlags } from './run-status.ts'

const examples = `
Examples:
  rauta status                                    of the Rauta that runs on this machine
  kubectl exec -n rauta-system ds/rauta -- rauta status       of one in a pod
  rauta status --kubeconfig --context prod        of a cluster, as its API server has it
  rauta status -n shop --output json              one namespace, for programs

Exit code: 0 all is fine, 1 something is wrong (a condition, an endpoint, a certificate),
2 the command is wrong or nobody answers.
`

export function addStatusCommand(program: Command, output: Output): void {
  program
    .command('status')
    .description('say how Gateways, routes, endpoints and certificates are, what is wrong first')
    .addOption(
      new Option('--admin <url>', 'admin server to ask (default: http://127.0.0.1:9901)').argParser(
        adminOption,
      ),
    )
    .option('--kubeconfig [file]', 'ask an API server instead; no file: as kubectl finds it')
    .option('--context <name>', 'another context of the kubeconfig')
    .option('--controller-name <name>', 'whose GatewayClasses, in a cluster', controllerName)
    .option('-n, --namespace <name>', 'only what is in this namespace')
    .addOption(
      new Option('--output <format>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .option('--all', 'what is fine, too, where lists get long')
    .addHelpText('after', examples)
    .action(async (flags: StatusFlags) => {
      const { runStatus } = await import('./run-status.ts')
      await runStatus(flags, output)
    })
}
