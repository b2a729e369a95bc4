// A command in this process, to its end.
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCli } from '../../cli/run-cli.ts'

export async function runRauta(args: readonly string[]) {
  const out = new PassThrough()
  const errors = new PassThrough()
  const code = await runCli(args, { out, errors })
  out.end()
  errors.end()
  return { code, out: await text(out), errors: await text(errors) }
}

export function runStatusCommand(args: readonly string[]) {
  return runRauta(['status', ...args])
}
