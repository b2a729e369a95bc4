// Each ambiguous request on a connection of its own. What is hidden in it may be answered as the second request
// that it is; a backend that saw it more often than clients were answered for it was smuggled to.
import net from 'node:net'
import type { Target } from '../target.ts'
import { ambiguousRequests } from './ambiguous-requests.ts'

export interface InputReport {
  readonly tried: number
  /** The first answer is an error, or the connection is closed without one. */
  readonly refused: number
  /** Requests that a backend saw, and no client was answered for. */
  readonly smuggled: number
}

const atOnce = 50
/** Both answers are there by then, or the connection waits for more. */
const silenceMs = 2_000

export async function tryInputs({ ports }: Target, backendPort: number): Promise<InputReport> {
  const inputs = ambiguousRequests()
  const before = await hiddenSeen(backendPort)
  const answers: string[] = []
  for (let at = 0; at < inputs.length; at += atOnce) {
    const some = inputs.slice(at, at + atOnce)
    answers.push(...(await Promise.all(some.map((input) => answersTo(input, ports.http)))))
  }
  const seen = (await hiddenSeen(backendPort)) - before
  const answered = answers.reduce(
    (sum, all) => sum + all.split('x-path: /hidden\r\n').length - 1,
    0,
  )
  return {
    tried: inputs.length,
    refused: answers.filter((all) => !all.startsWith('HTTP/1.1 200')).length,
    smuggled: seen - answered,
  }
}

function answersTo(input: Buffer, port: number): Promise<string> {
  return new Promise((resolve) => {
    let all = ''
    const socket = net.connect(port, '127.0.0.1', () => socket.write(input))
    socket.setEncoding('latin1').on('data', (text) => (all += text))
    socket.setTimeout(silenceMs, () => socket.destroy())
    // What follows is 'close'.
    socket.once('error', () => undefined)
    socket.once('close', () => resolve(all))
  })
}

async function hiddenSeen(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/hidden-count`)).text())
}
