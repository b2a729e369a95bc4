// Which commit an image is made of, and when that was: the only time that an image names.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

export interface Revision {
  /** Ends in `-dirty` where files of the image differ from the commit. Unknown outside git. */
  readonly commit?: string
  readonly time: Date
}

/** What an image is made of, and what makes it. */
const inputs = ['src', 'deploy/image', 'package.json', 'package-lock.json', 'LICENSE']

/** `epoch`, in seconds, goes before the commit's time: https://reproducible-builds.org/docs/source-date-epoch/ */
export async function readRevision(
  root: string,
  epoch = process.env['SOURCE_DATE_EPOCH'],
): Promise<Revision> {
  // A source archive has no history.
  if (!existsSync(join(root, '.git'))) return { time: dateOf(epoch ?? '0') }
  const [commit, seconds] = (await git(root, ['log', '-1', '--format=%H %ct'])).split(' ')
  const changes = await git(root, ['status', '--porcelain', '--', ...inputs])
  return { commit: `${commit}${changes === '' ? '' : '-dirty'}`, time: dateOf(epoch ?? seconds!) }
}

async function git(root: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['-C', root, ...args])).stdout.trim()
  } catch (error) {
    throw new Error(`git ${args[0]} failed in ${root}`, { cause: error })
  }
}

function dateOf(seconds: string): Date {
  if (!/^\d{1,12}$/.test(seconds))
    throw new Error(`SOURCE_DATE_EPOCH is not in seconds: ${seconds}`)
  return new Date(Number(seconds) * 1000)
}
