// `rauta run` as commander knows it: what manifests may say to it.
import process from 'node:process'
import type { Command, Option } from 'commander'
import { createProgram } from '../src/cli/run-cli.ts'

const program = createProgram({ out: process.stdout, errors: process.stderr, exit() {} })
// The program has it.
export const runCommand: Command = program.commands.find((one) => one.name() === 'run')!

export function runOption(long: string): Option {
  const found = runCommand.options.find((one) => one.long === long)
  if (!found) throw new Error(`rauta run has no ${long}`)
  return found
}

/** `--install` of a container, or what it is without. */
export function installOf(args: readonly string[]): string {
  const flag = '--install='
  const given = args.find((each) => each.startsWith(flag))
  return given?.slice(flag.length) ?? String(runOption('--install').defaultValue)
}

/** Arguments of a container that `rauta run` would refuse. */
export function refusedArguments([name, ...flags]: readonly string[]): readonly string[] {
  const refused = flags.filter((flag) => {
    const [, long = flag, value] = /^(--[a-z-]+)=(.+)$/.exec(flag) ?? []
    const option = runCommand.options.find((one) => one.long === long)
    return !option || value === undefined || option.argChoices?.includes(value) === false
  })
  return name === runCommand.name() ? refused : [String(name), ...refused]
}
