// `rauta serve`: manifests → a gateway on this machine.
import { type Command, Option } from 'commander'
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import type { LogLevel } from '../../observe/log/log-level.ts'
import { http1Option } from '../options/http1-option.ts'
import { durationOption } from '../options/option-parsers.ts'
import { addPlaceOptions } from '../options/place-options.ts'
import {
  accessLogOption,
  adminServerOption,
  healthServerOption,
  logLevelOption,
} from '../options/server-options.ts'
import type { Output } from '../options/output.ts'
import { http2Option } from '../options/http2-option.ts'
import type { Http2Way } from '../../proxy/words/http2-way.ts'
import { addLimitOptions, type LimitFlags, limitsOf } from '../options/limit-options.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import { type WorkersFlag, workersOption } from '../options/workers-option.ts'
import type { SocketAddress } from '../../gateway/words/socket-address.ts'

interface ServeFlags extends LimitFlags, WorkersFlag {
  readonly file: readonly string[]
  readonly address: string
  readonly portOffset: number
  readonly admin: SocketAddress
  readonly health: SocketAddress
  readonly http1: Http1Way
  readonly accessLog?: AccessLogFormat
  readonly logLevel: LogLevel
  readonly http2: Http2Way
  readonly grace: number
}

const examples = `
Examples:
  rauta serve -f manifests/                      a listener's port 80 is 127.0.0.1:8080
  rauta serve -f gateway.yaml routes.yaml        several files; changes take effect at once
  rauta serve -f manifests/ --port-offset 0      port 80 is port 80 (needs permission to bind it)
  rauta serve -f manifests/ --access-log json    one JSON object per line, on a terminal too

The first SIGINT (Ctrl-C) or SIGTERM drains, the second ends at once.
Exit code: 0 ended by a signal, 1 unexpected error, 2 the command is wrong.
`

export function addServeCommand(program: Command, output: Output): void {
  const command = addPlaceOptions(
    program
      .command('serve')
      .description('Serve Gateway API manifests on this machine and follow their changes')
      .requiredOption('-f, --file <path...>', 'Manifests: files and folders, up to 8 MB per file'),
  )
    .addOption(adminServerOption())
    .addOption(healthServerOption('127.0.0.1:9902'))
    .addOption(http1Option())
    .addOption(accessLogOption())
    .addOption(logLevelOption())
    .addOption(http2Option())
    .addOption(
      new Option('--grace <duration>', 'Time limit for requests to end at exit')
        .argParser(durationOption)
        .default(10_000, '10s'),
    )
    .addOption(workersOption(0))
  addLimitOptions(command)
    .addHelpText('after', examples)
    .action(async (flags: ServeFlags) => {
      const { file: paths, grace: graceMs, ...rest } = flags
      // Loaded only now: other commands answer faster without a proxy in memory.
      const { runGateway } = await import('./run-gateway.ts')
      await runGateway({ ...rest, limits: limitsOf(flags), paths, graceMs, output })
    })
}
