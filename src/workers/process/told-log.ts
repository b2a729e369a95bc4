// The log of a worker: the main process writes it. An error becomes its fields, since a pipe takes no other.
import { errorFields } from '../../observe/log/error-fields.ts'
import { type LogLevel, logLevels } from '../../observe/log/log-level.ts'
import type { Log } from '../../observe/log/observer.ts'
import type { FromWorker } from '../wire/messages.ts'

export function createToldLog(level: LogLevel, tell: (message: FromWorker) => void): Log {
  const at = (own: LogLevel) =>
    logLevels.indexOf(own) > logLevels.indexOf(level)
      ? () => {}
      : (fields: object, message: string) =>
          tell({ type: 'log', level: own, fields: withPlainError(fields), message })
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}

function withPlainError(fields: object): object {
  return 'error' in fields ? { ...fields, error: errorFields(fields.error) } : fields
}
