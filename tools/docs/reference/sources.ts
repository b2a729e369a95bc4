// The text of the code, for what is made from it and for tests of what is missing.
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')

export interface Source {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

/** Product code in that folder: no tests, no test tools, nothing generated. */
export async function sources(folder: string): Promise<readonly Source[]> {
  const files = await Array.fromAsync(glob(`${folder}/**/*.{ts,js}`, { cwd: root }))
  return Promise.all(
    files
      .filter((path) => !/\.test\.ts$|\.generated\.|^src\/testing\//.test(path))
      .toSorted()
      .map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
}

export function matchesIn(code: readonly Source[], pattern: RegExp): readonly RegExpExecArray[] {
  return code.flatMap(({ text }) => Array.from(text.matchAll(pattern)))
}
