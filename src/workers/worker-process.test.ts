import test from 'ava'
import { followWorkerProcess, forkWorker } from './worker-process.ts'

test('a worker process is gone before its last words are read', async (t) => {
  const events: string[] = []
  await new Promise<void>((resolve) => {
    const worker = followWorkerProcess({
      child: forkWorker(),
      lines: { write: () => {} },
      onMessage: () => {},
      onGone: () => events.push('gone'),
      onEnd({ cause }) {
        events.push(cause)
        resolve()
      },
    })
    worker.kill()
  })
  t.deepEqual(events, ['gone', 'SIGKILL'])
})
