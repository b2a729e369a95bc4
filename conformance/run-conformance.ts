// A cluster, Rauta in it, the official suite against it, and what came of it.
import { join, relative } from 'node:path'
import process from 'node:process'
import { closeOnSignal } from '../kind/close-on-signal.ts'
import { clusterChoice } from '../kind/cluster-choice.ts'
import { startCluster } from '../kind/start-cluster.ts'
import { findEngine } from '../kind/engines/engine.ts'
import { temporaryKubeconfig } from '../kind/kubeconfig-file.ts'
import type { Progress } from '../tools/progress.ts'
import { earlierGatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { earlierFeatures, supportedFeatures } from '../src/status/supported-features.ts'
import { plannedTests, readCatalogue } from './catalogue.ts'
import { followRun } from './follow-run.ts'
import type { ConformanceOptions } from './options.ts'
import { prepareCluster } from './prepare-cluster.ts'
import { unproven } from './proven-by-scenarios.ts'
import { publishReport } from './publish-report.ts'
import { failures, profileTable, runTable } from './result-tables.ts'
import { countsOf, type Counts, type RunOutcome, sumOf } from './run-outcome.ts'
import { cacheFolder, suiteBinary } from './suite-binary.ts'
import { suiteImages } from './suite-images.ts'

/** `say` takes the results, line by line. */
export async function runConformance(
  options: ConformanceOptions,
  progress: Progress,
  say: (...lines: string[]) => void,
): Promise<Counts> {
  // Ahead of minutes of building.
  if (clusterChoice(process.env['CLUSTER']) !== 'existing') await findEngine()
  const { version } = options
  const binary = await suiteBinary(version, progress)
  const catalogue = await readCatalogue(binary)
  // Ahead of all that takes long: names that the suite does not know.
  const claimed = version === earlierGatewayApiVersion ? earlierFeatures : supportedFeatures
  plannedTests(catalogue, { ...options, features: claimed })
  const boasted = unproven(catalogue, claimed)
  if (boasted.length > 0)
    throw new Error(
      `no test of the suite is about ${boasted.join(', ')}: conformance/proven-by-scenarios.ts names what proves it instead`,
    )
  const archives = await suiteImages(version, progress)
  await using cluster = await startCluster({ progress })
  const interruption = new AbortController()
  closeOnSignal(async () => {
    interruption.abort()
    await cluster.close()
  })
  const prepared = await prepareCluster(cluster, { ...options, archives, claimed }, progress)
  const { name: gatewayClass, features, addresses } = prepared
  const planned = plannedTests(catalogue, { ...options, features })
  using kubeconfig = temporaryKubeconfig(cluster.kubeconfig)
  const outcomes: RunOutcome[] = []
  let byProfile: readonly string[] = []
  for (let number = 1; number <= options.runs; number++) {
    const folder = runFolder(number)
    progress(`run ${number} of ${options.runs}: ${planned.length} tests`)
    const run = {
      ...options,
      binary,
      kubeconfigFile: kubeconfig.path,
      gatewayClass,
      features,
      addresses,
      folder,
      planned: planned.map(({ name }) => name),
    }
    const outcome = await followRun(cluster, run, progress)
    // The signal's handler ends the process once the cluster is gone.
    if (interruption.signal.aborted) await new Promise(() => {})
    outcomes.push(outcome)
    if (options.test === undefined) {
      byProfile = profileTable(outcome, { ...options, catalogue, planned, features })
      say('', ...byProfile)
    }
    say(...failures(outcome), `kept in ${relative(process.cwd(), folder)}`)
  }
  const byRun = runTable(outcomes)
  if (outcomes.length > 1) say('', ...byRun)
  const counts = sumOf(outcomes.map(countsOf))
  if (options.publishesReport && counts.failed === 0)
    say(
      `report: ${await publishReport(join(runFolder(options.runs), 'report.yaml'), [...byProfile, '', ...byRun])}`,
    )
  return counts
}

const begun = new Date().toISOString().replace(/[:.]/g, '-')

function runFolder(number: number): string {
  return join(cacheFolder, 'runs', number === 1 ? begun : `${begun}-${number}`)
}
