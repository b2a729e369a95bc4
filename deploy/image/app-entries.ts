// The layer that changes with every commit: Rauta's own files, without tests and what only `make`
// needs.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileEntry } from './layer-entry.ts'

export async function appEntries(root: string): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = []
  const sources = await Array.fromAsync(glob('src/**/*.{js,ts,generated.json}', { cwd: root }))
  for (const path of ['package.json', 'LICENSE', ...sources.filter(isRunning)]) {
    const content = await readFile(join(root, path))
    entries.push({ path: `app/${path}`, content, isExecutable: path === 'src/main.js' })
  }
  return entries
}

/** Parts of src/ that nothing which runs imports. */
const apart = ['src/testing/', 'src/translate/cases/']

/** Whether a file under src/ is part of the running program. */
export function isRunning(path: string): boolean {
  return !path.endsWith('.test.ts') && !apart.some((folder) => path.startsWith(folder))
}
