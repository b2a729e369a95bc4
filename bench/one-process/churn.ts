// Endpoints that change many times a second, beside thousands of routes: how long each change takes to be live,
// from the change to the first answer of the new endpoint. Each change is of another Service than the one before.
import { setTimeout as after } from 'node:timers/promises'
import { askBody } from './ask-body.ts'
import { changingHostname, changingServices } from './many-objects.ts'

export interface Churn {
  readonly changes: number
  readonly meanMs: number
  readonly worstMs: number
}

export interface HowToChurn {
  readonly changes: number
  readonly perSecond: number
  /** Of the gateway. */
  readonly port: number
  /** Of the two backends. */
  readonly backends: readonly [number, number]
  /** Names the backend as the only endpoint of that Service; gives the moment, by `performance.now()`. */
  readonly change: (service: number, backend: number) => Promise<number>
}

const giveUpMs = 10_000

export async function measureChurn(how: HowToChurn): Promise<Churn> {
  const { changes, perSecond, backends } = how
  const begun = performance.now()
  const measuring: Promise<number>[] = []
  for (let index = 0; index < changes; index++) {
    await after(Math.max(0, begun + (index * 1_000) / perSecond - performance.now()))
    const turn = Math.floor(index / changingServices)
    // All begin with the first one.
    const backend = backends[turn % 2 === 0 ? 1 : 0]
    measuring.push(changeOne(how, index % changingServices, backend))
  }
  const durations = await Promise.all(measuring)
  const sum = durations.reduce((total, each) => total + each, 0)
  return { changes, meanMs: sum / changes, worstMs: Math.max(...durations) }
}

async function changeOne(how: HowToChurn, service: number, backend: number): Promise<number> {
  const from = await how.change(service, backend)
  await untilAnswered({ port: how.port, service, backend })
  return performance.now() - from
}

/** Asked again and again, each time a millisecond after the answer. */
export async function untilAnswered(wanted: {
  readonly port: number
  readonly service: number
  readonly backend: number
}): Promise<void> {
  const { port, service, backend } = wanted
  const deadline = performance.now() + giveUpMs
  while ((await askBody(port, changingHostname(service))) !== String(backend)) {
    if (performance.now() > deadline)
      throw new Error(`A changed endpoint of Service ${service} was not live in ${giveUpMs} ms`)
    await after(1)
  }
}
