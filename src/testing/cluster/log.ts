// A log that keeps its lines.
import type { Log } from '../../observe/log/observer.ts'

export interface KeptLog extends Log {
  readonly lines: readonly {
    readonly level: string
    readonly fields: object
    readonly message: string
  }[]
}

export function keptLog(): KeptLog {
  const lines: { level: string; fields: object; message: string }[] = []
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message })
  return { lines, error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}
