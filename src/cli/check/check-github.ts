// What a check found, as workflow commands: GitHub Actions shows them as annotations beside the lines
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
import type { Finding } from './check-findings.ts'
import type { CheckResult } from './check-manifests.ts'
import { findingText, relativeFile } from './finding-text.ts'

export function checkGithub({ findings }: CheckResult): string {
  return findings.map((finding) => `${command(finding)}\n`).join('')
}

const commands = {
  mistake: 'error',
  problem: 'error',
  warning: 'warning',
  notice: 'notice',
} as const

function command(finding: Finding): string {
  const { level, file, line, object } = finding
  const path = relativeFile(file)
  const properties = [
    ...(path === undefined ? [] : [`file=${property(path)}`]),
    ...(path !== undefined && line > 0 ? [`line=${line}`] : []),
    ...(object === '' ? [] : [`title=${property(object)}`]),
  ]
  const about = properties.length === 0 ? '' : ` ${properties.join(',')}`
  return `::${commands[level]}${about}::${data(findingText(finding))}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
