// Whole lines from a worker to the one writer of the process. A line that was cut off, since its worker died,
// goes nowhere.
import type { Readable } from 'node:stream'
import type { LineWriter } from '../observe/log/line-writer.ts'

/** Characters. No line of the access log is as long. */
const longestLine = 1024 * 1024

export function forwardLines(from: Readable, to: Pick<LineWriter, 'write'>): void {
  let begun = ''
  from.setEncoding('utf8')
  from.on('data', (text: string) => {
    const end = text.lastIndexOf('\n')
    if (end < 0) begun = begun.length > longestLine ? '' : begun + text
    else {
      to.write(begun + text.slice(0, end))
      begun = text.slice(end + 1)
    }
  })
}
