// Processor time of `rauta check` on one file.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../../tools/run-command.ts'
import { median } from '../median.ts'
import { processorMicrosecondsOfAll } from '../process-tree.ts'
import { yamlOf } from './by-files.ts'
import { manyObjects } from './many-objects.ts'

export async function measureCheck(how: {
  readonly folder: string
  readonly app: string
  readonly rounds: number
}): Promise<number> {
  const file = join(how.folder, 'one-file.yaml')
  const { gateway, routes, backends } = manyObjects({ port: 80, routes: 10 })
  await writeFile(file, yamlOf([...gateway, ...routes, ...backends]))
  const costs: number[] = []
  for (let round = 0; round < how.rounds; round++) {
    const before = await processorMicrosecondsOfAll(process.pid)
    const own = process.cpuUsage()
    await runCommand(process.execPath, [join(how.app, 'src/main.js'), 'check', '-f', file])
    const { user, system } = process.cpuUsage(own)
    const after = await processorMicrosecondsOfAll(process.pid)
    costs.push(((after ?? 0) - (before ?? 0) - user - system) / 1_000)
  }
  return median(costs)
}
