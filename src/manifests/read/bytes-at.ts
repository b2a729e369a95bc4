// What stands at a path, read once and to its end: a file, a named pipe, a descriptor of this process
// (`/dev/fd/N`, which is what a shell's `<(command)` gives), or `-` for standard input.
import { readFile, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

export async function bytesAt(path: string, standardInput: Readable): Promise<Buffer> {
  const descriptor = descriptorOf(path)
  if (descriptor === 0) return buffer(standardInput)
  if (descriptor === undefined || !(await isSocket(path))) return readFile(path)
  // A socket cannot be opened by its name.
  return buffer(new Socket({ fd: descriptor, readable: true, writable: false }))
}

function descriptorOf(path: string): number | undefined {
  if (path === '-' || path === '/dev/stdin') return 0
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path) ?? []
  return number === undefined ? undefined : Number(number)
}

async function isSocket(path: string): Promise<boolean> {
  return (await stat(path)).isSocket()
}
