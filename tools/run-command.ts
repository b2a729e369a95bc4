// Other programs are run here: output kept, and in the message when they fail.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The command's stdout. Throws, with the last lines that it wrote, when it fails or is missing. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { cwd, env } = options
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return stdout
  throw new Error(
    `\`${[command, ...args].join(' ')}\` ended with ${code}:\n${lastLines(stderr || stdout, 20)}`,
  )
}

/** Whether the command is found and says yes. */
export async function doesSucceed(command: string, args: readonly string[]): Promise<boolean> {
  return runCommand(command, args).then(
    () => true,
    () => false,
  )
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
