import { runCommand } from '../../tools/run-command.ts'

/** The command's stdout; it runs on these cores, if they are named. */
export async function runPinned(
  core: string | undefined,
  command: string,
  args: readonly string[],
): Promise<string> {
  return core === undefined
    ? runCommand(command, args)
    : runCommand('taskset', ['-c', core, command, ...args])
}
