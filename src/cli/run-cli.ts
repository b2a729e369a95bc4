// The program: arguments → a command → an exit code. What the user can put right is one sentence and
// ends it with 2.
import { Command, CommanderError } from 'commander'
import { addCheckCommand } from './check/check-command.ts'
import { addEchoCommand } from './echo/echo-command.ts'
import { addExplainCommand } from './explain/explain-command.ts'
import type { Output } from './options/output.ts'
import { addRunCommand } from './run/run-command.ts'
import { addServeCommand } from './serve/serve-command.ts'
import { addStatusCommand } from './status/status-command.ts'
import { UsageError } from '../gateway/words/usage-error.ts'
import { addVersionCommand, versionText } from './version/version-command.ts'
import { withoutSecrets } from '../snapshot/without-secrets.ts'

/** `args` without the program's own name. Never rejects. */
export async function runCli(
  args: readonly string[],
  streams: Pick<Output, 'out' | 'errors'>,
): Promise<number> {
  let exitCode = 0
  const output: Output = {
    ...streams,
    exit: (code) => {
      exitCode = code
    },
  }
  try {
    await createProgram(output).parseAsync(args, { from: 'user' })
  } catch (error) {
    const { sentence, code } = endOf(error, args)
    if (sentence) output.errors.write(`rauta: ${withoutSecrets(sentence)}\n`)
    return code
  }
  return exitCode
}

const examples = `
Examples:
  rauta serve -f manifests/     serve Gateway API manifests on this machine
  rauta check -f manifests/     check manifests and show what is wrong
  rauta explain GET http://shop.example/ -f manifests/
                                explain how a request is handled
  rauta status                  show the state of a running Rauta; problems first
  rauta serve --help            show flags and examples of a command
`

/** Commands, flags and examples; docs/reference/command-line.md is made from them. */
export function createProgram(output: Output): Command {
  const program = new Command('rauta')
    .description('Kubernetes Gateway API implementation: controller and proxy.')
    .version(versionText(), '--version', 'Print the versions, like the command')
    .addHelpText('after', examples)
    // Commands inherit what is set before they are added.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out.write(text),
      writeErr: () => {},
    })
  addServeCommand(program, output)
  addRunCommand(program, output)
  addCheckCommand(program, output)
  addExplainCommand(program, output)
  addStatusCommand(program, output)
  addEchoCommand(program, output)
  addVersionCommand(program, output)
  return program
}

function endOf(error: unknown, args: readonly string[]): { sentence?: string; code: number } {
  if (error instanceof UsageError) return { sentence: error.message, code: 2 }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { code: 0 }
    return { sentence: sentenceOf(error, args), code: 2 }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { sentence: `unexpected error: ${message}`, code: 1 }
}

function sentenceOf({ code, message }: CommanderError, args: readonly string[]): string {
  const command = args[0] !== undefined && /^[a-z]+$/.test(args[0]) ? ` ${args[0]}` : ''
  if (code === 'commander.help') {
    const [first, second] = args
    const isUnknown = first === 'help' && second !== undefined
    return `${isUnknown ? `unknown command '${second}'` : 'a command is missing'}; \`rauta --help\` lists them.`
  }
  const reason = message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
  const help = code === 'commander.unknownCommand' ? 'rauta --help' : `rauta${command} --help`
  return `${reason}; see \`${help}\`.`
}
