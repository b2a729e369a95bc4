// `rauta check`: manifests → the conditions that they would get, and why.
import { type Command, Option } from 'commander'
import { addPlaceOptions } from '../options/place-options.ts'
import type { Output } from '../options/output.ts'
import type { CheckFlags } from './run-check.ts'

const outputs = ['table', 'json', 'yaml', 'github', 'sarif'] satisfies CheckFlags['output'][]

const examples = `
Examples:
  rauta check -f gateway.yaml routes.yaml     one or several files
  rauta check -f manifests/                   all *.yaml, *.yml and *.json in a folder
  kubectl get gatewayclass,gateway,httproute,svc,endpointslice -A -o yaml | rauta check -f -
  rauta check -f manifests/ --output json     for programs: objects with their status, and
                                              all findings, with file and line
  rauta check -f manifests/ --output github   annotations for a pull request in GitHub Actions
  rauta check -f manifests/ --output sarif    SARIF 2.1.0, for code scanning and editors
  rauta check -f manifests/ --strict          warnings count too

Exit code: 0 all is accepted and resolved, 1 something is not (with --strict: or has a warning),
2 the command is wrong.
`

export function addCheckCommand(program: Command, output: Output): void {
  const command = program
    .command('check')
    .description('Check manifests: show the conditions they would get, and why')
    .requiredOption(
      '-f, --file <path...>',
      'Manifests: files, folders, pipes, or - for standard input',
    )
    .addOption(new Option('--output <format>', 'Output format').choices(outputs).default('table'))
    .option('--strict', 'Exit with 1 on warnings too, such as fields without effect')
  addPlaceOptions(command)
    .addHelpText('after', examples)
    .action(async (flags: CheckFlags) => {
      const { runCheck } = await import('./run-check.ts')
      await runCheck(flags, output)
    })
}
