// The blocks of docs/reference/command-line.md, out of commander's own definitions.
import { constants } from 'node:os'
import { Writable } from 'node:stream'
import type { Command, Option } from 'commander'
import { createProgram } from '../../../src/cli/run-cli.ts'
import { cell, code, table } from '../markdown.ts'
import { environmentVariables } from './environment-variables.ts'

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
export const program = createProgram({ out: nowhere, errors: nowhere, exit: () => {} })

export const commands: readonly Command[] = program.commands

export const commandLineBlocks = {
  'command-line': () => commands.map(sectionOf).join('\n\n'),
  'environment-variables': () =>
    table(
      ['variable', 'what it does'],
      Object.entries({ ...ofFlags(), ...environmentVariables })
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, meaning]) => [code(name), meaning]),
    ),
  'exit-codes': () =>
    table(
      ['code', 'meaning'],
      exitCodes.map(([exitCode, meaning]) => [code(exitCode), meaning]),
    ),
  'exit-codes-by-command': () =>
    table(
      ['command', 'exit codes'],
      commands.flatMap((command) => {
        const said = exitCodesOf(command)
        return said === undefined ? [] : [[code(`rauta ${command.name()}`), cell(said)]]
      }),
    ),
}

/** What is the same for all commands; each command's help says what 0 and 1 mean there. */
const exitCodes: readonly (readonly [number | string, string])[] = [
  [0, 'Success. `serve` and `run` end with it after the first SIGINT or SIGTERM.'],
  [
    1,
    '`check`, `explain` and `status` found something wrong; or an unexpected error ended the process; or standard output could not be written.',
  ],
  [
    2,
    'The command line is wrong, or something that it names is missing. Standard error says what.',
  ],
  [
    `128 + signal`,
    `A second SIGINT (${128 + constants.signals.SIGINT}) or SIGTERM (${128 + constants.signals.SIGTERM}) during shutdown.`,
  ],
]

function sectionOf(command: Command): string {
  const usage = `rauta ${command.name()} ${command.usage()}`
  const options = command.options.filter(({ hidden }) => !hidden)
  return [
    `### rauta ${command.name()}`,
    `${capitalized(command.description())}.`,
    `\`\`\`console\n$ ${usage.trim()}\n\`\`\``,
    options.length === 0
      ? 'No flags of its own.'
      : table(['flag', 'default', 'variable', 'meaning'], options.map(rowOf)),
  ].join('\n\n')
}

function rowOf(option: Option): readonly string[] {
  return [
    code(option.flags),
    defaultOf(option),
    option.envVar === undefined ? '' : code(option.envVar),
    cell(capitalized(option.description)) +
      (option.argChoices ? `: ${option.argChoices.map(code).join(', ')}` : ''),
  ]
}

function defaultOf({ defaultValue, defaultValueDescription, mandatory }: Option): string {
  if (defaultValueDescription !== undefined) return code(defaultValueDescription)
  if (defaultValue === undefined || (Array.isArray(defaultValue) && defaultValue.length === 0))
    return mandatory ? 'required' : ''
  return code(String(defaultValue))
}

function ofFlags(): Readonly<Record<string, string>> {
  const flagsOf = new Map<string, string[]>()
  for (const command of commands)
    for (const { envVar, long } of command.options)
      if (envVar !== undefined)
        flagsOf.set(envVar, [
          ...(flagsOf.get(envVar) ?? []),
          code(`rauta ${command.name()} ${long}`),
        ])
  return Object.fromEntries(
    flagsOf.entries().map(([name, flags]) => [name, `Default of ${flags.join(' and ')}.`]),
  )
}

/** The sentence in a command's own help. */
function exitCodesOf(command: Command): string | undefined {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return /Exit codes?: ([\s\S]*?)\.\n/.exec(help)?.[1]
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
