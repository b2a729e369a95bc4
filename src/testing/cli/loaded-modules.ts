// What a run of the program loads, for tests that hold its start and its memory small.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const root = join(import.meta.dirname, '../../..')

export interface LoadedModules {
  /** Files of this project, from its root: `src/main.js`. */
  readonly files: readonly string[]
  /** npm packages by name. */
  readonly packages: readonly string[]
  /** Node's own, its inner ones included: `node:http2`, `internal/deps/amaro/dist/index`. */
  readonly builtins: readonly string[]
}

const recorder = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
const urls = new Set()
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    urls.add(found.url)
    return found
  },
})
process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter((line) => line.startsWith('NativeModule '))
    .map((line) => line.slice('NativeModule '.length))
  console.error(JSON.stringify({ urls: [...urls], builtins }))
})`)}`

/** The command must end by itself, with whatever exit code, or once it has written `until`. */
export async function modulesLoadedBy(
  args: readonly string[],
  until?: string,
): Promise<LoadedModules> {
  const node = ['--import', recorder, join(root, 'src/main.js'), ...args]
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    written += piece
    // The second signal would end it before it has told.
    if (until !== undefined && written.includes(until) && !child.killed) child.kill('SIGTERM')
  })
  const errors = await text(child.stderr)
  const recorded: unknown = JSON.parse(errors.trimEnd().split('\n').at(-1) ?? '')
  const { urls, builtins } = recorded as { urls: readonly string[]; builtins: readonly string[] }
  const paths = urls
    .filter((url) => url.startsWith(`file://${root}/`))
    .map((url) => url.slice(`file://${root}/`.length))
  const named = /^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)/
  return {
    files: paths.filter((path) => !path.startsWith('node_modules/')),
    packages: [...new Set(paths.flatMap((path) => named.exec(path)?.[1] ?? []))].toSorted(),
    builtins: [...builtins, ...urls.filter((url) => url.startsWith('node:'))],
  }
}
