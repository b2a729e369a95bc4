// Series about the process: processor, memory, event loop, files. They are read when they are asked for.
import { readdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { descriptorLimit } from './descriptor-limit.ts'
import type { MetricFamily } from './metric-family.ts'

export interface ProcessMetrics {
  readonly families: readonly MetricFamily[]
  /** Before each reading: counting open files takes long where there are many. */
  countOpenFiles(): Promise<void>
}

export function createProcessMetrics(): ProcessMetrics {
  let utilization = performance.eventLoopUtilization()
  let openFiles = 0
  const family =
    (type: 'counter' | 'gauge') =>
    (name: string, help: string, read: () => number): MetricFamily => ({
      type,
      name: `rauta_process_${name}`,
      help,
      read: () => [{ labels: {}, value: read() }],
    })
  const [counter, gauge] = [family('counter'), family('gauge')]

  const families = [
    counter('cpu_seconds_total', 'User and system CPU time of the process, in seconds.', () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    }),
    gauge(
      'start_time_seconds',
      'Start time of the process, in seconds since the epoch.',
      () => performance.timeOrigin / 1000,
    ),
    gauge('resident_memory_bytes', 'Resident memory of the process, in bytes.', () =>
      process.memoryUsage.rss(),
    ),
    gauge('heap_bytes', 'JavaScript heap in use, in bytes.', () => process.memoryUsage().heapUsed),
    gauge(
      'heap_limit_bytes',
      'Maximum size of the JavaScript heap, in bytes.',
      () => getHeapStatistics().heap_size_limit,
    ),
    gauge(
      'memory_limit_bytes',
      'Memory limit of the process in bytes: limit of its control group (v1 or v2), else memory of the machine.',
      () => Math.min(process.constrainedMemory() || Infinity, totalmem()),
    ),
    gauge('event_loop_utilization', 'Event loop utilization since the last scrape, 0 to 1.', () => {
      const since = utilization
      utilization = performance.eventLoopUtilization()
      const share = performance.eventLoopUtilization(utilization, since).utilization
      return Number.isFinite(share) ? share : 0
    }),
    ...(process.platform === 'linux'
      ? [gauge('open_files', 'Open file descriptors, sockets included.', () => openFiles)]
      : []),
    gauge('max_files', 'Maximum number of open file descriptors of the process.', () =>
      descriptorLimit(),
    ),
  ]
  return {
    families,
    async countOpenFiles() {
      if (process.platform === 'linux') openFiles = (await readdir('/proc/self/fd')).length
    },
  }
}
