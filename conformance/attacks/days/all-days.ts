// Bad days: what goes wrong around a gateway while its clients go on.
import { setTimeout as after } from 'node:timers/promises'
import type { Target } from '../target.ts'
import { type LoadReport, steadyLoad } from './steady-load.ts'

export interface BadDay {
  readonly name: string
  readonly run: (target: Target) => Promise<LoadReport>
  /** Some must be lost, as docs/explanation/reliability.md says: so many, or in the same run about as many as nginx loses. */
  readonly mayLose?: number | 'as nginx'
}

export const allDays: readonly BadDay[] = [
  {
    name: '10,000 GET, an endpoint that closes the connections it kept',
    run: loadOf('GET', '/closing', 10_000),
  },
  {
    name: '20,000 POST, an endpoint that closes the connections it kept',
    run: loadOf('POST', '/closing', 20_000),
    // Of each client at most about one, until the gateway has seen what the endpoint does.
    mayLose: 20,
  },
  {
    name: '5,000 POST, an endpoint that closes connections after 200 ms, and clients that ask then',
    run: askWhenItCloses,
    mayLose: 'as nginx',
  },
  {
    name: '5,000 GET, one of two endpoints is gone',
    run: loadOf('GET', '/half-gone', 5_000),
  },
  {
    name: '5,000 POST, one of two endpoints is gone',
    run: loadOf('POST', '/half-gone', 5_000),
  },
  {
    name: '5,000 GET, one of two endpoints resets each connection',
    run: loadOf('GET', '/half-resetting', 5_000),
  },
  { name: '10,000 GET, 50 changes of the configuration', run: changesUnderLoad },
]

function loadOf(method: 'GET' | 'POST', path: string, requests: number): BadDay['run'] {
  return ({ ports: { http } }) => steadyLoad({ port: http, method, path, requests })
}

function askWhenItCloses({ ports: { http } }: Target): Promise<LoadReport> {
  const pauseMs = () => 100 + Math.random() * 200
  const clients = { clients: 128, pauseMs }
  return steadyLoad({ port: http, method: 'POST', path: '/impatient', requests: 5_000, ...clients })
}

async function changesUnderLoad(target: Target): Promise<LoadReport> {
  const load = steadyLoad({ port: target.ports.http, method: 'GET', path: '/', requests: 10_000 })
  const isOver = load.then(() => true)
  for (let version = 1; version <= 50; version++) {
    await target.change(version)
    if (await Promise.race([isOver, after(60, false)])) break
  }
  return load
}
