// The committed report, for pages that say what was shown.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { mode } from './implementation.ts'
import { reportsFolder } from './publish-report.ts'
import { type ConformanceReport, parseReport } from './report.ts'

export function publishedReport(): ConformanceReport {
  const file = `experimental-${packageJson.version}-${mode}-report.yaml`
  return parseReport(readFileSync(join(reportsFolder, file), 'utf8'))
}
