// Passes 100 and 103 on to the client, but not without end: they are written without waiting for a
// client that reads slowly, so that an endpoint that sends nothing else would fill the memory.
import type { Exchange, HeaderList } from '../../words/exchange.ts'

export const maxPassedInterims = 16

export function passOnInform(exchange: Exchange): (status: number, headers: HeaderList) => void {
  let count = 0
  return (status, headers) => {
    count += 1
    if (count > maxPassedInterims || exchange.signal.aborted) return
    try {
      exchange.inform(status, headers)
    } catch {
      // A courtesy: one that can't be written for this client is left out.
    }
  }
}
