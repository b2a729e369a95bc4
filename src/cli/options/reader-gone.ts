// What is printed is read by somebody, who may go away (`rauta check … | head`) or have no room (a full
// disk). Node throws these errors where nobody listens for them; the command's own exit code says more.
import type { Output } from './output.ts'

export function outlastReaders({ out, errors }: Pick<Output, 'out' | 'errors'>): void {
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 1
    errors.write(`rauta: The output cannot be written (${error.code ?? error.message}).\n`)
  })
  // Nobody is left to be told.
  errors.on('error', () => {})
}
