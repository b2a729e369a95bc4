// One run of the suite from its first event to its outcome, with what a failure leaves behind.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreV1Api } from '@kubernetes/client-node'
import type { Cluster } from '../kind/cluster.ts'
import { waitFor } from '../kind/wait-for.ts'
import { kubeConfigOf } from '../kind/nodes.ts'
import type { Progress } from '../tools/progress.ts'
import { keepRun, keepTest } from './evidence.ts'
import { failureLines } from './failure-lines.ts'
import { parseReport } from './report.ts'
import { countsOf, outcomeOf, type RunOutcome } from './run-outcome.ts'
import { runSuite, type SuiteRun } from './run-suite.ts'
import { createTally } from './tally.ts'
import { tellProgress } from './tell-progress.ts'
import { watchObjects } from './watched-objects.ts'

export async function followRun(
  cluster: Cluster,
  run: Omit<SuiteRun, 'onEvent'> & { readonly planned: readonly string[] },
  progress: Progress,
): Promise<RunOutcome> {
  await suiteGone(cluster)
  const { folder, planned, ...rest } = run
  const tally = createTally(planned)
  const startTime = Date.now()
  await using objects = await watchObjects(kubeConfigOf(cluster.kubeconfig))
  using reporter = tellProgress(tally, progress)
  const kept: Promise<void>[] = []
  const exitCode = await runSuite({
    ...rest,
    folder,
    onEvent: (event) => {
      const ended = tally.take(event)
      reporter.take(event, ended)
      if (ended && ended.outcome !== 'passed') kept.push(keepTest(folder, ended, objects))
    },
  })
  await Promise.all(kept)
  const report = await readFile(join(folder, 'report.yaml'), 'utf8').catch(() => undefined)
  const outcome = outcomeOf(tally, {
    exitCode,
    report: report === undefined || run.test !== undefined ? undefined : parseReport(report),
    seconds: (Date.now() - startTime) / 1000,
  })
  if (countsOf(outcome).failed > 0) {
    // Else the tests have told it.
    if (outcome.results.every((result) => result.outcome === 'passed'))
      for (const line of failureLines(tally.suiteOutput())) progress(`suite: ${line}`)
    // A suite that ends before its first test has taken its objects away by now.
    const since = outcome.results.length === 0 ? startTime : Date.now()
    await keepRun(folder, cluster, objects.yamlSince(since)).catch((error: unknown) =>
      progress(`no logs: ${String(error)}`),
    )
  }
  return outcome
}

/** The suite removes its namespaces without waiting, and could not create them anew meanwhile. */
async function suiteGone({ kubeconfig }: Cluster): Promise<void> {
  const api = kubeConfigOf(kubeconfig).makeApiClient(CoreV1Api)
  await waitFor({
    what: 'the namespaces of an earlier run to be gone',
    timeoutMs: 120_000,
    attempt: async () => {
      const { items } = await api.listNamespace({ labelSelector: 'gateway-conformance' })
      const ending = items.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined)
      if (ending.length > 0)
        throw new Error(`there are ${ending.map(({ metadata }) => metadata?.name).join(', ')}`)
    },
  })
}
