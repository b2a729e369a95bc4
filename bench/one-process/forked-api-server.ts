// The API server of the bench, as whoever measures has it: a process that is told what to change.
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { FromApiServer, ToApiServer } from './api-server-messages.ts'

export interface ForkedApiServer extends Disposable {
  /** As a file has it. */
  readonly kubeConfig: string
  /** Before anybody asks. */
  store(wanted: Omit<Extract<ToApiServer, { type: 'store' }>, 'type'>): Promise<void>
  /** Gives the moment of the event. */
  change(service: number, backend: number): Promise<number>
  look(): Promise<Extract<FromApiServer, { type: 'seen' }>>
}

export async function forkApiServer(): Promise<ForkedApiServer> {
  const child = fork(join(import.meta.dirname, 'api-server-program.ts'), [], { execArgv: [] })
  let latestId = 0
  try {
    const { kubeConfig } = await answerOf(child, (told) =>
      told.type === 'listening' ? told : undefined,
    )
    return {
      kubeConfig,
      async store(wanted) {
        child.send({ type: 'store', ...wanted } satisfies ToApiServer)
        await answerOf(child, (told) => (told.type === 'stored' ? told : undefined))
      },
      async change(service, backend) {
        const id = ++latestId
        child.send({ type: 'change', id, service, backend } satisfies ToApiServer)
        const isIt = (told: FromApiServer) =>
          told.type === 'changed' && told.id === id ? told : undefined
        return (await answerOf(child, isIt)).atMs
      },
      look() {
        child.send({ type: 'look' } satisfies ToApiServer)
        return answerOf(child, (told) => (told.type === 'seen' ? told : undefined))
      },
      [Symbol.dispose]: () => void child.kill(),
    }
  } catch (error) {
    child.kill()
    throw error
  }
}

function answerOf<T>(
  child: ChildProcess,
  pick: (told: FromApiServer) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (told: FromApiServer) => {
      const picked = pick(told)
      if (picked === undefined) return
      child.off('message', onMessage).off('exit', onExit)
      resolve(picked)
    }
    const onExit = () => reject(new Error('The API server of the bench ended'))
    child.on('message', onMessage).once('exit', onExit)
  })
}
