// A node of the tests of a pool, as a process of its own in a network namespace of its own: it does
// what its standard input says, a line a command, and answers each with a line of JSON.
//
// `test-pool-node.ts RANGE PROGRAM…`: PROGRAM is what is run as `ip`.
import { createServer, connect, type Server } from 'node:net'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { createPoolRange } from '../../cluster/pool/pool-range.ts'
import { runIpProgram } from '../../cluster/pool/run-ip.ts'
import { keptLog } from './log.ts'

const [range = '', ...program] = process.argv.slice(2)
const pool = createPoolRange({ range, log: keptLog(), run: (args) => runIpProgram(program, args) })
const servers: Server[] = []
const port = 8080

const commands: Readonly<Record<string, (...args: string[]) => unknown>> = {
  hold: () => pool.hold(),
  release: () => pool.release(),
  announce: (...addresses) => pool.announce(addresses),
  isHeld: () => pool.isHeld,
  /** Says a name to everyone who connects. */
  async serve(address, name = '') {
    const server = createServer((socket) => void socket.on('error', () => {}).end(name))
    servers.push(server)
    await once(server.listen(port, address), 'listening')
  },
  close: () => Promise.all(servers.splice(0).map((server) => once(server.close(), 'close'))),
  /** The name of who serves there. */
  async ask(address = '', withinMs = '2000') {
    const socket = connect({ host: address, port, timeout: Number(withinMs) })
    socket.once('timeout', () => socket.destroy(new Error('nobody answers')))
    return await text(socket)
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', ...args] = line.split(' ')
  let answer: object
  try {
    answer = { value: (await commands[command]?.(...args)) ?? null }
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
process.exit()
