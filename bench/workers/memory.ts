// Memory of the main process and its workers with one route: at rest, under load, and after it. Files that several
// processes have in memory, the program of Node.js above all, count once. `node bench/workers/memory.ts --help`
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as after } from 'node:timers/promises'
import { freePorts } from '../../src/testing/free-ports.ts'
import { startNginxBackend } from '../backends/nginx-backend.ts'
import { startGateway } from '../gateway.ts'
import { loadByWrk } from '../load/wrk.ts'
import { backendOf, gatewayOf, listOf, route } from '../manifests.ts'
import { layOutImage } from '../one-process/image-files.ts'
import { childrenOf, memoryOf, type ProcessMemory } from '../process-tree.ts'
import { requireTools } from '../tools.ts'
import { usageErrors } from '../usage-errors.ts'

const usage = `Usage: node bench/workers/memory.ts [options]
  --workers N        (1)
  --seconds N        of load (20)
  --connections N    of the load (256)
  --checkout FOLDER  another checkout of the project
The program's files are those of the image: JavaScript.`

const { fail, positive } = usageErrors(usage)
const values = readOptions()

interface Look {
  readonly mainMiB: number
  /** Of the largest worker, its own. */
  readonly workerMiB: number
  /** The same with files. */
  readonly workerResidentMiB: number
  /** All of them, files once. */
  readonly wholeMiB: number
}

// A process at rest gives back what its start left, or load; it looks each five seconds.
const restMs = 16_000

if (values.help) console.log(usage)
else {
  await requireTools('nginx', 'wrk')
  await run()
}

async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    const app = await layOutImage(values.checkout, join(folder, 'image'))
    const manifests = join(folder, 'manifests')
    await mkdir(manifests)
    const [port = 0, backendPort = 0] = await freePorts(2)
    await using _ = await startNginxBackend({ folder, core: undefined, port: backendPort })
    const objects = [
      ...gatewayOf([{ name: 'http', protocol: 'HTTP', port }]),
      ...backendOf('shop', backendPort),
      route('HTTPRoute', 'shop', { rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }] }),
    ]
    await writeFile(join(manifests, 'shop.yaml'), listOf(objects))
    const workers = String(positive('workers', values.workers))
    await using gateway = await startGateway({
      manifests,
      core: undefined,
      ports: [port],
      checkout: app,
      flags: ['--access-log', 'json', '--workers', workers],
    })
    await after(restMs)
    show('at rest', await look(gateway.pid))
    show('under load, most', await mostUnderLoad(gateway.pid, { folder, port }))
    await after(restMs)
    show('at rest again', await look(gateway.pid))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function mostUnderLoad(
  pid: number,
  at: { readonly folder: string; readonly port: number },
): Promise<Look> {
  const connections = positive('connections', values.connections)
  const seconds = positive('seconds', values.seconds)
  const load = loadByWrk({ scheme: 'http', connections }, { ...at, core: undefined, seconds })
  const over = load.then(() => true)
  let most = await look(pid)
  while (!(await Promise.race([over, after(200, false)]))) most = larger(most, await look(pid))
  const { requests, failed } = await load
  console.log(`${requests} requests on ${connections} connections, ${failed} failed`)
  return most
}

async function look(pid: number): Promise<Look> {
  const main = await memoryOf(pid)
  const workers = await Promise.all((await childrenOf(pid)).map((child) => memoryOf(child)))
  const most = (figure: (memory: ProcessMemory) => number, of = workers) =>
    Math.max(0, ...of.map(figure))
  const own = [main, ...workers].reduce((sum, { ownMiB }) => sum + ownMiB, 0)
  return {
    mainMiB: main.ownMiB,
    workerMiB: most(({ ownMiB }) => ownMiB),
    workerResidentMiB: most(({ ownMiB, filesMiB }) => ownMiB + filesMiB),
    wholeMiB: own + most(({ filesMiB }) => filesMiB, [main, ...workers]),
  }
}

function larger(one: Look, other: Look): Look {
  return {
    mainMiB: Math.max(one.mainMiB, other.mainMiB),
    workerMiB: Math.max(one.workerMiB, other.workerMiB),
    workerResidentMiB: Math.max(one.workerResidentMiB, other.workerResidentMiB),
    wholeMiB: Math.max(one.wholeMiB, other.wholeMiB),
  }
}

function show(when: string, { mainMiB, workerMiB, workerResidentMiB, wholeMiB }: Look): void {
  const MiB = (figure: number) => `${Math.round(figure)} MiB`
  console.log(
    `${when}: ${MiB(wholeMiB)} in all; main process ${MiB(mainMiB)} of its own, ` +
      `worker ${MiB(workerMiB)} of its own, ${MiB(workerResidentMiB)} with files`,
  )
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        workers: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '20' },
        connections: { type: 'string', default: '256' },
        checkout: { type: 'string', default: join(import.meta.dirname, '../..') },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}
