// The suite's report as it is, to where upstream's layout has it; only when asked, since each run writes
// another date.
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { parseReport, reportFileName } from './report.ts'

const root = join(import.meta.dirname, '..')
export const reportsFolder = join(import.meta.dirname, 'reports', gatewayApiVersion)

/** Returns where it is, from the project's folder. */
export async function publishReport(file: string): Promise<string> {
  const report = parseReport(await readFile(file, 'utf8'))
  const target = join(reportsFolder, reportFileName(report))
  await mkdir(reportsFolder, { recursive: true })
  await copyFile(file, target)
  return relative(root, target)
}
