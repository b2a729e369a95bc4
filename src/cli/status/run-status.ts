// What `rauta status` does with its flags.
import { adminJson } from '../../observe/servers/admin-json.ts'
import { coloursFor } from '../../observe/log/colours.ts'
import type { Output } from '../options/output.ts'
import { askStatus } from './ask-status.ts'
import { reportOf } from '../../gateway/status/report-of.ts'
import { countWrong, type StatusReport } from '../../gateway/status/status-report.ts'
import { statusText } from './status-text.ts'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

export interface StatusFlags {
  readonly admin?: string
  /** True: as kubectl finds it. */
  readonly kubeconfig?: string | true
  readonly context?: string
  readonly controllerName: string
  readonly namespace?: string
  readonly output: 'text' | 'json'
  readonly all?: true
}

export async function runStatus(flags: StatusFlags, { out, exit }: Output): Promise<void> {
  const { output, all: isAll = false } = flags
  const report = await reportFor(flags)
  out.write(
    output === 'json'
      ? adminJson({ ...report, isFine: countWrong(report) === 0 })
      : withoutSecrets(statusText(report, { colours: coloursFor(out), isAll })),
  )
  exit(countWrong(report) === 0 ? 0 : 1)
}

async function reportFor(flags: StatusFlags): Promise<StatusReport> {
  const { admin, kubeconfig, context, controllerName, namespace } = flags
  if (kubeconfig === undefined && context === undefined) return askStatus(admin, namespace)
  if (admin !== undefined)
    throw new UsageError(
      '--admin and --kubeconfig cannot be used together: remove --admin, or --kubeconfig and --context.',
    )
  // Loaded only now: it is large.
  const { readCluster } = await import('../../gateway/status/read-cluster.ts')
  const file = typeof kubeconfig === 'string' ? kubeconfig : undefined
  return reportOf(await readCluster({ file, context, controllerName }), namespace)
}
