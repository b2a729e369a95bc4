// The shared libraries that a program needs, as this machine's loader finds them.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Absolute paths, the loader among them; none for a program that is linked statically. */
export async function sharedLibraries(program: string): Promise<readonly string[]> {
  const answer = await ldd(program)
  const missing = /^\s*(\S+) => not found/m.exec(answer)
  if (missing) throw new Error(`${program} needs ${missing[1]}, which this machine does not have`)
  const paths = [...answer.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map((match) => match[1]!)
  return [...paths, ...nameServiceLibraries(paths)]
}

// glibc loads these by name when it looks up a host. Since 2.34 they are part of libc itself.
function nameServiceLibraries(paths: readonly string[]): readonly string[] {
  const libc = paths.find((path) => path.endsWith('/libc.so.6'))
  if (libc === undefined) return []
  return ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2']
    .map((name) => join(dirname(libc), name))
    .filter((path) => existsSync(path) && !paths.includes(path))
}

async function ldd(program: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('ldd', [program], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    })
    return stdout
  } catch (error) {
    if (String(error).includes('not a dynamic executable')) return ''
    throw new Error(`the libraries of ${program} cannot be listed by ldd`, { cause: error })
  }
}
