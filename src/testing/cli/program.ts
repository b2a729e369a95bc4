// The real program, spawned; what it prints can be waited for.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Teardown } from '../proxy/client-side/plane.ts'

export interface RunningProgram {
  readonly child: ChildProcess
  out(): string
  errors(): string
  /** Resolves when standard output matches; rejects when the program ended without it. */
  printed(pattern: RegExp): Promise<string>
  /** The exit code; null: by a signal. */
  ended(): Promise<number | null>
}

const main = join(import.meta.dirname, '../../main.js')

export interface ProgramOptions {
  readonly entry?: string
  readonly input?: string
  /** The most descriptors that it may have open. */
  readonly openFiles?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Killed at the end of the test, if it still runs. */
export function startProgram(
  t: Teardown,
  args: readonly string[],
  options: ProgramOptions = {},
): RunningProgram {
  const { entry = main, input, openFiles, env } = options
  const node = [process.execPath, entry, ...args]
  const [command = '', ...rest] =
    openFiles === undefined
      ? node
      : ['sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`, ...node]
  const child = spawn(command, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  })
  child.stdin.end(input)
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const closed = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    child.stdout.resume()
    await closed
  })
  return {
    child,
    out: () => out,
    errors: () => errors,
    async printed(pattern) {
      while (!pattern.test(out)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`ended without ${pattern}: ${out}${errors}`)
        await Promise.race([once(child.stdout, 'data'), closed])
      }
      return out
    },
    async ended() {
      await closed
      return child.exitCode
    },
  }
}

/** A short run, to its end. */
export async function runProgram(
  t: Teardown,
  args: readonly string[],
  input?: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly errors: string }> {
  const program = startProgram(t, args, input === undefined ? {} : { input })
  const code = await program.ended()
  return { code, out: program.out(), errors: program.errors() }
}
