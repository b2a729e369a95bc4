// What makes Node abort (docs/explanation/node-http2-abort.md), against a process of its own.
import test, { type ExecutionContext } from 'ava'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { frameType } from './frame.ts'
import { fields, frame, hello, request } from '../../testing/proxy/client-side/frames.ts'

const bodied = { ':method': 'POST' }
const trailers = (stream: number, flags: number, name = 'b') =>
  frame(frameType.headers, flags, stream, fields(['a', 'a'], [name, 'b']))

async function startProcess(t: ExecutionContext): Promise<number> {
  const child = fork(new URL('../../testing/proxy/abort-process.ts', import.meta.url), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const over = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await over
  })
  const [port] = await Promise.race([once(child, 'message'), over.then(() => ['it ended'])])
  if (typeof port !== 'number') throw new Error('The process did not start')
  return port
}

/** Sends piece by piece until the other side has had enough. */
async function send(port: number, pieces: readonly Buffer[]): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).on('error', () => undefined)
  const over = new Promise<void>((resolve) => void socket.resume().once('close', () => resolve()))
  for (const piece of [hello, ...pieces]) {
    if (socket.destroyed) return
    await new Promise((resolve) => socket.write(piece, resolve))
    await setTimeout(piece === hello ? 20 : 1)
  }
  socket.destroy()
  await over
}

const survives = test.macro({
  async exec(t, _says: string, frames: readonly Buffer[]) {
    const port = await startProcess(t)
    const attack = async () => {
      for (let round = 0; round < 15; round++) await send(port, frames)
    }
    await Promise.all(Array.from({ length: 4 }, attack))
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    t.is(await answer.text(), 'ok')
  },
  title: (_, says) => `the process survives ${says}`,
})

const twenty = Array.from({ length: 20 }, (_, at) => at)

/** 400 streams, 20 at a time. */
const rounds = (make: (stream: number) => readonly Buffer[]) =>
  twenty.map((round) => Buffer.concat(twenty.flatMap((at) => make(round * 40 + at * 2 + 1))))

test.serial(
  survives,
  'trailers that do not end their stream',
  rounds((stream) => [request(stream, bodied, 4), trailers(stream, 4)]),
)
test.serial(
  survives,
  'trailers of bodies shorter than their content-length',
  rounds((stream) => [
    request(stream, { ...bodied, 'content-length': '7' }, 4),
    trailers(stream, 5),
  ]),
)
test.serial(
  survives,
  'trailers with names in upper case',
  rounds((stream) => [request(stream, bodied, 4), trailers(stream, 5, 'B')]),
)
