// How soon a new route works: from the API server's answer to its creation until the gateway answers by it,
// one route after the other. Until then it may say 404, and nothing else: a half-made route shows as 500 or 503.
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { gateway, route } from '../scenarios/objects.ts'
import { untilGateway } from './conditions.ts'
import { gatewayAddress } from './gateway-address.ts'
import type { Scenario } from './scenario.ts'

const fast = { namespace: 'fast', name: 'front' }
const count = 100
const askedEveryMs = 5
const meanAtMostMs = 30
const eachAtMostMs = 150
const giveUpAfterMs = 10_000

export const routePropagation: readonly Scenario[] = [
  {
    says: `a new route works within ${meanAtMostMs} ms of its creation (mean of ${count}), and nothing but 404 comes before`,
    mode: 'pool',
    async run(t, world, scene) {
      await scene.backend(fast)
      await scene.apply([gateway(fast)])
      await untilGateway(world, fast, { says: 'Programmed=True' })
      const { host, port } = (await gatewayAddress(world, fast))(80)
      const agent = new http.Agent({ keepAlive: true })
      const taken: number[] = []
      const seen = new Set<number>()
      try {
        for (let number = 0; number < count; number++) {
          const hostname = `route-${number}.fast.example`
          await scene.apply([routeFor(`route-${number}`, hostname)])
          const begun = performance.now()
          for (;;) {
            const status = await statusOf({ host, port, agent, headers: { host: hostname } })
            seen.add(status)
            if (status === 200) break
            if (performance.now() - begun > giveUpAfterMs) throw new Error(`${hostname}: ${status}`)
            await pause(askedEveryMs)
          }
          taken.push(performance.now() - begun)
        }
      } finally {
        agent.destroy()
      }
      const mean = taken.reduce((sum, ms) => sum + ms, 0) / count
      const slowest = Math.max(...taken)
      const last = taken.slice(-10).reduce((sum, ms) => sum + ms, 0) / 10
      t.log(
        `${count} routes: mean ${mean.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms, the last ten ${last.toFixed(1)} ms; answers seen: ${[...seen].toSorted().join(', ')}`,
      )
      t.deepEqual(seen.difference(new Set([200, 404])), new Set())
      t.true(mean < meanAtMostMs, `mean ${mean} ms`)
      t.true(slowest < eachAtMostMs, `slowest ${slowest} ms`)
    },
  },
]

function routeFor(name: string, hostname: string) {
  return route({
    namespace: fast.namespace,
    name,
    parents: [{ name: fast.name }],
    hostnames: [hostname],
    rules: [{ backendRefs: [{ name: fast.name, port: 80 }] }],
  })
}

function statusOf(options: http.RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(options, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0))
      })
      .once('error', reject)
  })
}
