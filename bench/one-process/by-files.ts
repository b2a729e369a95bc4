// `rauta serve` in one process on files of YAML: its start, its memory, and endpoints that change.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { stringify } from 'yaml'
import { startGateway } from '../gateway.ts'
import { processorMicroseconds, residentMiB } from '../process-tree.ts'
import { freePorts } from '../../src/testing/free-ports.ts'
import { measureChurn, type Churn, untilAnswered } from './churn.ts'
import { changingBackend, changingRoute, changingServices, manyObjects } from './many-objects.ts'
import { startNamedBackends } from './named-backends.ts'

export interface ByFiles {
  /** From the start of the process to the first answer by a route: processor time, and by the clock. */
  readonly startCpuMs: number
  readonly startMs: number
  /** At rest, once what the start left was given back. */
  readonly restMiB: number
  /** Processor time of a change, with the requests that look for it. */
  readonly changeCpuMs: number
  readonly churn: Churn
}

export interface HowToServe {
  readonly folder: string
  /** A checkout, or what the image has of it. */
  readonly app: string
  readonly routes: number
  readonly changes: number
  readonly perSecond: number
}

// A process at rest gives back what its start left; it looks each five seconds.
const restMs = 16_000

export async function measureByFiles(how: HowToServe): Promise<ByFiles> {
  const { folder, app, routes, changes, perSecond } = how
  const manifests = join(folder, `files-${routes}`)
  const [port = 0] = await freePorts(1)
  using backends = await startNamedBackends()
  await writeManifests({ manifests, port, routes, first: backends.ports[0] })
  const begun = performance.now()
  await using gateway = await startGateway({
    manifests,
    core: undefined,
    ports: [port],
    readyWithinMs: 120_000,
    checkout: app,
    flags: ['--access-log', 'json', '--log-level', 'error', '--workers', '0'],
  })
  await untilAnswered({ port, service: 0, backend: backends.ports[0] })
  const startMs = performance.now() - begun
  const cpuMs = async () => ((await processorMicroseconds(gateway.pid)) ?? 0) / 1_000
  const startCpuMs = await cpuMs()
  await after(restMs)
  const restMiB = (await residentMiB(gateway.pid)) ?? Number.NaN
  const churn = await measureChurn({
    changes,
    perSecond,
    port,
    backends: backends.ports,
    async change(service, backend) {
      // Beside the folder that is watched, so that only the rename is seen.
      const draft = join(folder, `draft-${service}`)
      await writeFile(draft, yamlOf(changingBackend(service, backend)))
      const from = performance.now()
      await rename(draft, join(manifests, fileOf(service)))
      return from
    },
  })
  const changeCpuMs = ((await cpuMs()) - startCpuMs) / changes
  return { startCpuMs, startMs, restMiB, changeCpuMs, churn }
}

/** A hundred routes a file. */
async function writeManifests(wanted: {
  readonly manifests: string
  readonly port: number
  readonly routes: number
  readonly first: number
}): Promise<void> {
  const { manifests, first } = wanted
  const { gateway, routes, backends } = manyObjects(wanted)
  await mkdir(manifests)
  const write = (file: string, objects: readonly object[]) =>
    writeFile(join(manifests, file), yamlOf(objects))
  await write('gateway.yaml', gateway)
  await write('backends.yaml', backends)
  for (let from = 0; from < routes.length; from += 100)
    await write(`routes-${from}.yaml`, routes.slice(from, from + 100))
  for (let service = 0; service < changingServices; service++) {
    await write(fileOf(service), changingBackend(service, first))
    await write(`route-of-${fileOf(service)}`, [changingRoute(service)])
  }
}

function fileOf(service: number): string {
  return `changing-${service}.yaml`
}

export function yamlOf(objects: readonly object[]): string {
  return objects.map((each) => stringify(each)).join('---\n')
}
