// `rauta check`: manifests → the conditions that they would get, and why.
import { type Command, Option } from 'commander'
import { stringify } from 'yaml'
import { coloursFor } from '../observe/colours.ts'
import { describeProblem } from '../standalone/manifest-problem.ts'
import { checkList } from './check-list.ts'
import { type Check, checkManifests } from './check-manifests.ts'
import { checkTable } from './check-table.ts'
import { ipAddressOption, portOffsetOption } from './option-parsers.ts'
import type { Output } from './output.ts'
import { readManifestsForCheck } from './read-manifests-for-check.ts'

interface CheckFlags {
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

export function addCheckCommand(program: Command, { out, errors, exit }: Output): void {
  program
    .command('check')
    .description('read manifests and say which conditions they would get, and why')
    .requiredOption('-f, --file <path...>', 'manifests: files, folders, or - for standard input')
    .addOption(
      new Option('--output <format>', 'how to print it')
        .choices(['table', 'json', 'yaml'])
        .default('table'),
    )
    .option('--address <ip>', 'where the Gateways would listen', ipAddressOption, '127.0.0.1')
    .option('--port-offset <n>', "added to every listener's port", portOffsetOption, 8000)
    .addHelpText('after', examples)
    .action(async (flags: CheckFlags) => {
      const { file, output, address, portOffset } = flags
      const read = await readManifestsForCheck(file)
      const check = checkManifests(read, { address, portOffset, now: new Date() })
      if (output !== 'table')
        for (const problem of check.problems) errors.write(`${describeProblem(problem)}\n`)
      out.write(print[output](check, out))
      exit(check.isFine ? 0 : 1)
    })
}

const print: Record<CheckFlags['output'], (check: Check, out: Output['out']) => string> = {
  table: (check, out) => checkTable(check, coloursFor(out)).join('\n'),
  json: (check) => `${JSON.stringify(checkList(check), null, 2)}\n`,
  yaml: (check) => stringify(checkList(check), { aliasDuplicateObjects: false, lineWidth: 0 }),
}
