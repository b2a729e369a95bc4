// Metrics that read a configuration as live, with no control loop.
import type { LiveConfiguration } from '../../observe/metrics/config-metrics.ts'
import type { Metrics } from '../../observe/metrics/metrics.ts'

export function makeLive(
  metrics: Metrics,
  configuration: Pick<LiveConfiguration, 'snapshot'> & Partial<LiveConfiguration>,
): void {
  const live = { generation: 1, report: {}, durationMs: 1, liveAtMs: 0, ...configuration }
  metrics.readLiveBy(() => live)
  metrics.onLive()
}
