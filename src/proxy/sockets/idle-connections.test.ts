// What a connection costs that is kept and idle, next to one of Node's own server. A closure for each is soon
// a kilobyte. All memory, not only JavaScript's, is counted by conformance/attacks/idle-connections.ts.
import test from 'ava'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { dial } from '../../testing/proxy/client-side/wire.ts'

const count = 1000
const kept = test.macro({
  /** `most`: bytes of JavaScript's heap of each connection, those of Node's server left out. */
  async exec(t, request: string, most: number) {
    const child = fork(new URL('../../testing/proxy/idle-process.ts', import.meta.url), [], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    t.teardown(() => void child.kill())
    const [[plane, node]] = (await once(child, 'message')) as [[number, number]]
    const fill = async (port: number) => {
      for (let index = 0; index < count; index++) {
        const wire = dial(t, port)
        wire.send(request)
        await wire.until(/200 OK/)
      }
    }
    const heap = async (): Promise<number> => {
      child.send('heap')
      const [bytes] = (await once(child, 'message')) as [number]
      return bytes
    }
    const costOf = async (port: number) => {
      // Code is compiled once.
      await fill(port)
      await heap()
      const before = await heap()
      await fill(port)
      await heap()
      return ((await heap()) - before) / count
    }
    const [ours, nodes] = [await costOf(plane), await costOf(node)]
    t.true(ours - nodes < most, `${ours} of the gateway, ${nodes} of Node's server`)
  },
  title: (what = '') => `a connection that is kept after ${what} costs little more than Node's own`,
})

test.serial('a request', kept, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 1400)
const oneByte = 'Content-Length: 1\r\n\r\nx'
test.serial('a body', kept, `POST / HTTP/1.1\r\nHost: a\r\n${oneByte}`, 1400)
const inChunks = 'Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'
test.serial('a body in chunks', kept, `POST / HTTP/1.1\r\nHost: a\r\n${inChunks}`, 2200)
