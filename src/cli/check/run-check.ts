// What `rauta check` does with its flags.
import { adminJson } from '../../observe/servers/admin-json.ts'
import { coloursFor } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { describeProblem } from '../../manifests/read/manifest-problem.ts'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'
import { checkGithub } from './check-github.ts'
import { checkJson } from './check-json.ts'
import { type CheckResult, checkManifests } from './check-manifests.ts'
import { checkSarif } from './check-sarif.ts'
import { checkTable } from './check-table.ts'
import type { Output } from '../options/output.ts'
import { readManifestsForCheck } from './read-manifests-for-check.ts'

export interface CheckFlags {
  readonly file: readonly string[]
  readonly output: 'table' | 'json' | 'yaml' | 'github' | 'sarif'
  readonly strict?: true
  readonly address: string
  readonly portOffset: number
}

export async function runCheck(flags: CheckFlags, { out, errors, exit }: Output): Promise<void> {
  const { file, output, address, portOffset, strict = false } = flags
  const read = await readManifestsForCheck(file)
  const check = checkManifests(read, { address, portOffset, now: new Date() })
  // Who prints objects alone sees what is wrong with others all the same.
  if (output === 'json' || output === 'yaml')
    for (const line of [...check.problems.map(describeProblem), ...unservedLines(check)])
      errors.write(`${printable(withoutSecrets(line))}\n`)
  out.write(await print[output](check, out))
  const isWarned = check.findings.some(({ level }) => level === 'warning')
  exit(check.isFine && !(strict && isWarned) ? 0 : 1)
}

/** What no status says. */
function unservedLines({ objects }: CheckResult): readonly string[] {
  return objects.flatMap(({ resource, file, line, notOurs }) =>
    notOurs?.isProblem
      ? `${file}:${line}: ${resource.kind} ${keyOf(resource)}: ${notOurs.reason}`
      : [],
  )
}

// Readers of YAML 1.1 would take a time, or a bare `yes`, for something else than text.
const yamlStyle = { aliasDuplicateObjects: false, lineWidth: 0, compat: 'yaml-1.1' } as const

type Print = (check: CheckResult, out: Output['out']) => string | Promise<string>

const print: Record<CheckFlags['output'], Print> = {
  table: (check, out) => withoutSecrets(checkTable(check, coloursFor(out)).join('\n')),
  json: (check) => adminJson(checkJson(check)),
  yaml: async (check) => {
    const { stringify } = await import('yaml')
    return stringify(JSON.parse(adminJson(checkJson(check))), yamlStyle)
  },
  github: (check) => withoutSecrets(checkGithub(check)),
  sarif: (check) => adminJson(checkSarif(check)),
}
