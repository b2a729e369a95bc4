// An error that nobody caught: what state things are in is not known any more, so the process ends,
// with the facts in the log and one sentence for a person.
import type { LineWriter } from '../../observe/log/line-writer.ts'
import type { Log } from '../../observe/log/observer.ts'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'

export interface BugEnding {
  forget(): void
}

export function endOnBug(log: Log, lines: LineWriter, errors: NodeJS.WritableStream): BugEnding {
  const onBug = (error: unknown) => {
    log.error({ error }, 'Unexpected error; Rauta exits')
    const message = error instanceof Error ? error.message : String(error)
    errors.write(
      `rauta: unexpected error: ${withoutSecrets(message)} (the log says where; please report it).\n`,
    )
    void lines.close().finally(() => process.exit(1))
  }
  // Unhandled rejections come here as well.
  process.on('uncaughtException', onBug)
  return { forget: () => process.off('uncaughtException', onBug) }
}
