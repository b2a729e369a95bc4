// The log for a person at a terminal: time, message, and the facts behind it.
import { withoutSecrets } from '../../snapshot/hide-secrets.ts'
import type { Colours } from './colours.ts'
import { type LogLevel, logLevels } from './log-level.ts'
import type { LineWriter } from './line-writer.ts'
import type { Log } from './observer.ts'
import { printable } from './printable.ts'
import { messageOf, stackOf } from './stack-of.ts'

export function createTextLog(
  lines: Pick<LineWriter, 'write'>,
  level: LogLevel,
  colours: Colours,
): Log {
  const marks = {
    error: colours.red('error '),
    warn: colours.yellow('warning '),
    info: '',
    debug: colours.dim('debug '),
  }
  const at = (own: LogLevel) =>
    logLevels.indexOf(own) > logLevels.indexOf(level)
      ? () => {}
      : (fields: object, message: string) => {
          const time = colours.dim(new Date().toISOString().slice(11, 23))
          lines.write(
            withoutSecrets([time, marks[own] + printable(message), ...factsOf(fields)].join(' ')),
          )
        }
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}

function factsOf(fields: object): string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${printable(factText(value))}`)
}

function factText(value: unknown): string {
  if (value instanceof Error) return stackOf(value) ?? messageOf(value)
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value
  return JSON.stringify(value) ?? String(value)
}
