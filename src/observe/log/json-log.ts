// The log for programs: one JSON object a line, a constant message, the facts in fields.
import { withoutSecrets } from '../../snapshot/hide-secrets.ts'
import { pino } from 'pino'
import type { LineWriter } from './line-writer.ts'
import type { LogLevel } from './log-level.ts'
import type { Log } from './observer.ts'
import { printable } from './printable.ts'
import { messageOf, stackOf } from './stack-of.ts'

export function createJsonLog(lines: Pick<LineWriter, 'write'>, level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: errorFields },
    },
    { write: (line) => lines.write(printable(withoutSecrets(line.trimEnd()))) },
  )
}

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
