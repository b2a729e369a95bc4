// `rauta explain`: a request, or a connection, → how it is handled, step by step, and why.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { readHeader } from '../../gateway/explain/explain-question.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { adminOption } from '../options/option-parsers.ts'
import { addPlaceOptions } from '../options/place-options.ts'
import type { Output } from '../options/output.ts'

const examples = `
Examples:
  rauta explain GET http://shop.example/cart/7 -f manifests/
  rauta explain POST https://shop.example/ -H 'x-preview: yes' -f gateway.yaml routes.yaml
  rauta explain GET https://a.example/ --sni b.example --admin http://127.0.0.1:9901
  rauta explain tls://db.example:5432 -f manifests/     a connection: tls, tcp or udp
  rauta explain tcp://127.0.0.1:5432 -f manifests/ --output json

The port is that of the listener (http:// without a port: 80), or the port that is bound.
With --admin, the answer is what a running Rauta serves now.
Exit code: 0 the request is served, 1 it is not, 2 the command is wrong.
`

export function addExplainCommand(program: Command, output: Output): void {
  const command = program
    .command('explain')
    .description('Explain which listener, rule, filters and backend handle a request, and why')
    .usage('[options] [METHOD] URL')
    .argument('[request...]', 'METHOD and URL; only the URL for tls://, tcp:// and udp://')
    .option('-H, --header <name: value>', 'Request header; can be repeated', headerOption, [])
    .option('--sni <name>', 'Server name of the TLS handshake (default: host of the URL)')
    .option('-f, --file <path...>', 'Manifests: files, folders, pipes, or - for standard input')
    .option(
      '--admin <url>',
      'Admin server of a running Rauta, such as http://127.0.0.1:9901',
      adminOption,
    )
    .addOption(
      new Option('--output <format>', 'Output format').choices(['text', 'json']).default('text'),
    )
  addPlaceOptions(command)
    .addHelpText('after', examples)
    .action(async (request: readonly string[], flags: ExplainFlags) => {
      const { runExplain } = await import('./run-explain.ts')
      await runExplain(request, flags, output)
    })
}

type Headers = ExplainFlags['header']

function headerOption(text: string, before: Headers): Headers {
  const header = readHeader(text)
  if (header) return [...before, header]
  throw new InvalidArgumentError("Give a header as 'name: value'.")
}
