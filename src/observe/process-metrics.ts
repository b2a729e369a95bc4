// Series about the process. The library's own set keeps observers alive for as long as the process
// runs; these are read when they are asked for, so that several gateways can come and go in one.
import { readdir } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'
import { talliedCounter, talliedGauge } from './tallied-metrics.ts'

export function createProcessMetrics(registry: Registry): void {
  const one = (value: number) => [{ labels: {}, value }]
  talliedCounter({
    registry,
    name: 'rauta_process_cpu_seconds_total',
    help: 'User and system time.',
    read() {
      const { user, system } = process.cpuUsage()
      return one((user + system) / 1e6)
    },
  })
  talliedGauge({
    registry,
    name: 'rauta_process_start_time_seconds',
    help: 'Since 1970.',
    read: () => one(performance.timeOrigin / 1000),
  })
  talliedGauge({
    registry,
    name: 'rauta_process_resident_memory_bytes',
    help: 'Memory of the process.',
    read: () => one(process.memoryUsage.rss()),
  })
  talliedGauge({
    registry,
    name: 'rauta_process_heap_bytes',
    help: "JavaScript's heap in use.",
    read: () => one(process.memoryUsage().heapUsed),
  })
  let last = performance.eventLoopUtilization()
  talliedGauge({
    registry,
    name: 'rauta_process_event_loop_utilization',
    help: 'Share of the time since it was last asked for that the event loop was busy, 0 to 1.',
    read() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return one(Number.isFinite(utilization) ? utilization : 0)
    },
  })
  void new Gauge({
    name: 'rauta_process_open_files',
    help: 'Open file descriptors, sockets included (Linux).',
    registers: [registry],
    async collect() {
      const open = await readdir('/proc/self/fd').catch(() => undefined)
      if (open) this.set(open.length)
    },
  })
}
