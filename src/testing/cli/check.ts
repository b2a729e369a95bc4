// `rauta check` in this process: quick, and the streams are the test's own.
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ExecutionContext } from 'ava'
import { runCli } from '../../cli/run-cli.ts'
import { manifestFolder } from './manifests.ts'

export interface Checked {
  readonly code: number
  /** Without the folder's path. */
  readonly out: string
  readonly errors: string
}

export async function checkFiles(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Checked> {
  const { folder } = await manifestFolder(t, files)
  const [out, errors] = [new PassThrough(), new PassThrough()]
  const texts = Promise.all([text(out), text(errors)])
  const code = await runCli(['check', '-f', folder, ...flags], { out, errors })
  out.end()
  errors.end()
  const [outText, errorText] = await texts
  const short = (whole: string) => whole.replaceAll(`${folder}/`, '')
  return { code, out: short(outText), errors: short(errorText) }
}
