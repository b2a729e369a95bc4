// An error as a line of the log has it. Apart from the log: a worker tells the main process this, and has no
// library to write lines.
import { messageOf, stackOf } from './stack-of.ts'

/** An error as fields; anything else thrown as it is. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, cause } = error
  const stack = stackOf(error)
  const code = 'code' in error ? { code: error.code } : {}
  return {
    name,
    ...code,
    message: messageOf(error),
    ...(stack === undefined ? {} : { stack }),
    ...(cause ? { cause: errorFields(cause) } : {}),
  }
}
