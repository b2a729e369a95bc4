// HTTP/1.1 by wrk: each connection has one request at a time.
import { fileURLToPath } from 'node:url'
import { runPinned } from './run-pinned.ts'
import type { Load, LoadAt } from './load.ts'

const script = fileURLToPath(new URL('wrk.lua', import.meta.url))

export interface WrkLoad {
  readonly scheme: 'http' | 'https'
  readonly path?: string
  readonly connections: number
  /** Words of wrk.lua. */
  readonly words?: readonly string[]
}

export async function loadByWrk(load: WrkLoad, at: LoadAt): Promise<Load> {
  const { scheme, path = '/', connections, words = [] } = load
  const said = await runPinned(at.core, 'wrk', [
    '-t1',
    `-c${connections}`,
    `-d${at.seconds}`,
    '-s',
    script,
    `${scheme}://127.0.0.1:${at.port}${path}`,
    '--',
    ...words,
  ])
  return loadFromWrk(said)
}

/** Of what wrk prints, the line that wrk.lua adds. */
export function loadFromWrk(said: string): Load {
  const [line] = /^\{"requests".*\}$/m.exec(said) ?? []
  if (line === undefined) throw new Error(`wrk gave no summary:\n${said}`)
  const { requests, microseconds, refused, unanswered } = JSON.parse(line) as Record<
    'requests' | 'microseconds' | 'refused' | 'unanswered',
    number
  >
  return {
    requests: requests - refused,
    seconds: microseconds / 1_000_000,
    failed: refused + unanswered,
  }
}
