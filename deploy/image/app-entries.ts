// The layer that changes with every commit: Rauta's own files as JavaScript, without tests and what only `make`
// needs. Types are stripped here and not at each start (decision 37); what is left stands where it stood, so that
// a stack trace names the lines of the source.
import { glob, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import type { FileEntry } from './layer-entry.ts'

export async function appEntries(root: string): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = []
  const sources = await Array.fromAsync(
    glob('src/{main.js,**/*.{ts,generated.json}}', { cwd: root }),
  )
  for (const path of ['package.json', 'LICENSE', ...sources.filter(isRunning)]) {
    const content = await readFile(join(root, path))
    const isExecutable = path === 'src/main.js'
    entries.push(
      /\.[jt]s$/.test(path)
        ? { path: `app/${asJavaScript(path)}`, content: stripped(content), isExecutable }
        : { path: `app/${path}`, content },
    )
  }
  return entries
}

/** Files name each other, and a worker's entry, by quoted paths. */
function stripped(source: Uint8Array): Uint8Array {
  const code = withoutTypes(Buffer.from(source).toString())
  return Buffer.from(
    code.replace(/'[\w./-]+\.ts'/g, (path) => `'${asJavaScript(path.slice(1, -1))}'`),
  )
}

/** Node warns that its function may change, of which a builder has nothing: another one fails the tests. */
function withoutTypes(code: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(code)
  } finally {
    process.emitWarning = emitWarning
  }
}

function asJavaScript(path: string): string {
  return path.replace(/\.ts$/, '.js')
}

/** Parts of src/ that nothing which runs imports. */
const apart = ['src/testing/', 'src/translate/cases/']

/** Whether a file under src/ is part of the running program. */
export function isRunning(path: string): boolean {
  return !path.endsWith('.test.ts') && !apart.some((folder) => path.startsWith(folder))
}
