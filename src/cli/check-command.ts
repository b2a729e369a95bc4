// `rauta check`: manifests → the conditions that they would get, and why.
import { type Command, Option } from 'commander'
import { ipAddressOption, portOffsetOption } from './option-parsers.ts'
import type { Output } from './output.ts'

export interface CheckFlags {
  readonly file: readonly string[]
  readonly output: 'table' | 'json' | 'yaml'
  readonly address: string
  readonly portOffset: number
}

const examples = `
Examples:
  rauta check -f gateway.yaml routes.yaml     one or several files
  rauta check -f manifests/                   all *.yaml, *.yml and *.json in a folder
  kubectl get gatewayclass,gateway,httproute,svc,endpointslice -A -o yaml | rauta check -f -
  rauta check -f manifests/ --output json     for programs: the objects with their status

Exit code: 0 all is accepted and resolved, 1 something is not, 2 the command is wrong.
`

export function addCheckCommand(program: Command, output: Output): void {
  program
    .command('check')
    .description('read manifests and say which conditions they would get, and why')
    .requiredOption(
      '-f, --file <path...>',
      'manifests: files, folders, pipes, or - for standard input',
    )
    .addOption(
      new Option('--output <format>', 'how to print it')
        .choices(['table', 'json', 'yaml'])
        .default('table'),
    )
    .option('--address <ip>', 'where the Gateways would listen', ipAddressOption, '127.0.0.1')
    .option('--port-offset <n>', "added to every listener's port", portOffsetOption, 8000)
    .addHelpText('after', examples)
    .action(async (flags: CheckFlags) => {
      const { runCheck } = await import('./run-check.ts')
      await runCheck(flags, output)
    })
}
