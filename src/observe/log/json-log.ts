// The log for programs: one JSON object a line, a constant message, the facts in fields.
import { withoutSecrets } from '../../snapshot/hide-secrets.ts'
import { pino } from 'pino'
import { errorFields } from './error-fields.ts'
import type { LineWriter } from './line-writer.ts'
import type { LogLevel } from './log-level.ts'
import type { Log } from './observer.ts'
import { printable } from './printable.ts'

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
