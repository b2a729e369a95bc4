// Series about the process, by the library. Its own set keeps observers alive for as long as the
// process runs; these are read when they are asked for, so that several gateways can come and go.
import { readdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { Counter, Gauge, Registry } from 'prom-client'
import { descriptorLimit } from './descriptor-limit.ts'

/** In a registry of their own. */
export function createProcessMetrics(): Registry {
  const registry = new Registry()
  const registers = [registry]
  let utilization = performance.eventLoopUtilization()

  void new Counter({
    name: 'rauta_process_cpu_seconds_total',
    help: 'User and system time.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `rauta_process_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  gauge('start_time_seconds', 'Since 1970.', () => performance.timeOrigin / 1000)
  gauge('resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  gauge('heap_bytes', "JavaScript's heap in use.", () => process.memoryUsage().heapUsed)
  gauge(
    'heap_limit_bytes',
    "What JavaScript's heap may grow to.",
    () => getHeapStatistics().heap_size_limit,
  )
  gauge(
    'memory_limit_bytes',
    "Memory that the process may have: its control group's limit (v1 or v2), else the machine's memory.",
    () => Math.min(process.constrainedMemory() || Infinity, totalmem()),
  )
  gauge('event_loop_utilization', 'How busy since it was last asked for, 0 to 1.', () => {
    const since = utilization
    utilization = performance.eventLoopUtilization()
    const share = performance.eventLoopUtilization(utilization, since).utilization
    return Number.isFinite(share) ? share : 0
  })
  if (process.platform === 'linux')
    gauge('open_files', 'Open file descriptors, sockets included.', async () => {
      return (await readdir('/proc/self/fd')).length
    })
  gauge('max_files', 'Open file descriptors that the process may have.', () => descriptorLimit())
  return registry
}
