// The suite's report as it is, to where upstream's layout has it, and beside it how all runs went; only when
// asked, since each run writes another date.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { parseReport, reportFileName } from './report.ts'

const root = join(import.meta.dirname, '..')
export const reportsFolder = join(import.meta.dirname, 'reports', gatewayApiVersion)

/** `tables` is the end of the last run, and of all of them. Returns where it is, from the project's folder. */
export async function publishReport(file: string, tables: readonly string[]): Promise<string> {
  const report = parseReport(await readFile(file, 'utf8'))
  const target = join(reportsFolder, reportFileName(report))
  await mkdir(reportsFolder, { recursive: true })
  await copyFile(file, target)
  await writeFile(target.replace(/report\.yaml$/, 'runs.txt'), `${tables.join('\n')}\n`)
  return relative(root, target)
}
