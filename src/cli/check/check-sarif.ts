// What a check found, as SARIF 2.1.0, which code scanning and editors read
// (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
import { pathToFileURL } from 'node:url'
import type { Finding } from './check-findings.ts'
import type { CheckResult } from './check-manifests.ts'
import { findingText, relativeFile } from './finding-text.ts'
import { rautaVersion } from '../options/versions.ts'

export function checkSarif({ findings }: CheckResult): object {
  const ids = [...new Set(findings.map(ruleOf))].toSorted()
  const driver = { name: 'rauta', semanticVersion: rautaVersion, rules: ids.map((id) => ({ id })) }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        results: findings.map((finding) => resultOf(finding, ids.indexOf(ruleOf(finding)))),
        columnKind: 'utf16CodeUnits',
      },
    ],
  }
}

/** `ResolvedRefs/BackendNotFound`, or `manifest/mistake`: what one finding has in common with others. */
function ruleOf({ level, condition }: Finding): string {
  if (!condition) return `manifest/${level}`
  const { type, reason } = condition
  return level === 'warning' ? `${type}/warning` : `${type}/${reason}`
}

const levels = { mistake: 'error', problem: 'error', warning: 'warning', notice: 'note' } as const

function resultOf(finding: Finding, ruleIndex: number): object {
  const { level, file, line, object, field } = finding
  const path = relativeFile(file)
  const named = [object, field].filter((each) => each !== '').join(' ')
  const location = {
    ...(path !== undefined && {
      physicalLocation: {
        artifactLocation: { uri: uriOf(path) },
        ...(line > 0 && { region: { startLine: line } }),
      },
    }),
    ...(named !== '' && { logicalLocations: [{ fullyQualifiedName: named }] }),
  }
  const text = object === '' ? findingText(finding) : `${object}: ${findingText(finding)}`
  return {
    ruleId: ruleOf(finding),
    ruleIndex,
    level: levels[level],
    message: { text },
    locations: [location],
  }
}

function uriOf(path: string): string {
  if (path.startsWith('/')) return pathToFileURL(path).href
  return path.split('/').map(encodeURIComponent).join('/')
}
