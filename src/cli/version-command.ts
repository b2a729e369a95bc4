// `rauta version`
import process from 'node:process'
import type { Command } from 'commander'
import type { Output } from './output.ts'
import { gatewayApiVersion, rautaVersion, recommendedNode } from './versions.ts'

const examples = `
Example:
  rauta version
`

export function addVersionCommand(program: Command, { out }: Output): void {
  program
    .command('version')
    .description('print the versions of rauta, of Node.js and of Gateway API')
    .addHelpText('after', examples)
    .action(() => {
      out.write(`rauta ${rautaVersion}\n`)
      out.write(`node ${process.version} (recommended: v${recommendedNode} or newer)\n`)
      out.write(`gateway-api ${gatewayApiVersion} (experimental channel)\n`)
    })
}
