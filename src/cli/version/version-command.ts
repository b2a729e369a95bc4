// `rauta version`, and `rauta --version` for those who try that first.
import process from 'node:process'
import type { Command } from 'commander'
import type { Output } from '../options/output.ts'
import { gatewayApiVersion, rautaVersion, recommendedNode } from '../options/versions.ts'

const examples = `
Example:
  rauta version
`

export function addVersionCommand(program: Command, { out }: Output): void {
  program
    .command('version')
    .description('Print the versions of Rauta, Node.js and Gateway API')
    .addHelpText('after', examples)
    .action(() => {
      out.write(`${versionText()}\n`)
    })
}

export function versionText(): string {
  return [
    `rauta ${rautaVersion}`,
    `node ${process.version} (recommended: v${recommendedNode} or newer)`,
    `gateway-api ${gatewayApiVersion} (experimental channel)`,
  ].join('\n')
}
