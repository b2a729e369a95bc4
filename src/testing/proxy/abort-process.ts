// A process for node-abort.test.ts: a data plane that leaves every request without an answer but `GET /`.
import { startPlane } from './client-side/plane.ts'

const { port } = await startPlane(
  { teardown: () => undefined },
  {
    pipeline: async (exchange) => {
      if (exchange.request.method !== 'GET') return new Promise<void>(() => undefined)
      await exchange.respond({ status: 200, headers: [], body: 'ok' }).catch(() => undefined)
    },
  },
)
process.send?.(port)
