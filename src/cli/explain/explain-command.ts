// `rauta explain`: a request, or a connection, → what becomes of it, step by step, and why.
import { type Command, InvalidArgumentError, Option } from 'commander'
import { readHeader } from '../../gateway/explain/explain-question.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { adminOption, ipAddressOption, portOffsetOption } from '../options/option-parsers.ts'
import type { Output } from '../options/output.ts'

const examples = `
Examples:
  rauta explain GET http://shop.example/cart/7 -f manifests/
  rauta explain POST https://shop.example/ -H 'x-preview: yes' -f gateway.yaml routes.yaml
  rauta explain GET https://a.example/ --sni b.example --admin http://127.0.0.1:9901
  rauta explain tls://db.example:5432 -f manifests/     a connection: tls, tcp or udp
  rauta explain tcp://127.0.0.1:5432 -f manifests/ --output json

The port is the listener's own (80 where http:// names none), or the one that is bound.
With --admin it is asked what a running rauta serves now.
Exit code: 0 something is there that serves it, 1 nothing is, 2 the command is wrong.
`

export function addExplainCommand(program: Command, output: Output): void {
  program
    .command('explain')
    .description('say which listener, rule, filters and backend a request would meet, and why')
    .usage('[options] [METHOD] URL')
    .argument('[request...]', 'METHOD and URL; of tls://, tcp:// and udp:// the URL alone')
    .option('-H, --header <name: value>', 'a header; may be repeated', headerOption, [])
    .option('--sni <name>', 'the server name of the TLS handshake (default: the host)')
    .option('-f, --file <path...>', 'manifests: files, folders, pipes, or - for standard input')
    .option(
      '--admin <url>',
      'a running rauta, by its admin server: http://127.0.0.1:9901',
      adminOption,
    )
    .addOption(
      new Option('--output <format>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .option('--address <ip>', 'where the Gateways would listen', ipAddressOption, '127.0.0.1')
    .option('--port-offset <n>', "added to every listener's port", portOffsetOption, 8000)
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
