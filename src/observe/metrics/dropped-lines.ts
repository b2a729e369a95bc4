import type { MetricFamily } from './metric-family.ts'

export function droppedLinesFamily(droppedLines: () => number): MetricFamily {
  return {
    type: 'counter',
    name: 'rauta_log_lines_dropped_total',
    help: 'Log lines dropped because the reader was too slow.',
    read: () => [{ labels: {}, value: droppedLines() }],
  }
}
