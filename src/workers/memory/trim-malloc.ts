// glibc's malloc_trim(3): pages that are free go back to the system, wherever they are. Node does not call it,
// and has a way to call C that is experimental: where that or glibc is missing nothing is given back here.
import { createRequire } from 'node:module'

type Trim = (pad: bigint) => unknown

let trim: Trim | undefined

export function trimMalloc(): void {
  trim ??= find() ?? (() => {})
  trim(0n)
}

function find(): Trim | undefined {
  if (process.platform !== 'linux') return undefined
  // It warns that it is experimental, of which an operator has nothing.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    const ffi: unknown = createRequire(import.meta.url)('node:ffi')
    if (!hasDlopen(ffi)) return undefined
    const signature = { arguments: ['uint64'], return: 'int32' }
    return ffi.dlopen('libc.so.6', { malloc_trim: signature }).functions.malloc_trim
  } catch {
    // Another version of Node, or no glibc.
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

interface Ffi {
  dlopen(path: string, functions: object): { readonly functions: { readonly malloc_trim?: Trim } }
}

function hasDlopen(ffi: unknown): ffi is Ffi {
  return (
    typeof ffi === 'object' && ffi !== null && 'dlopen' in ffi && typeof ffi.dlopen === 'function'
  )
}
