// `rauta echo`: a backend to try routes on. It is in the same program so that a cluster that has
// Rauta's image has backends too.
import { type Command, Option } from 'commander'
import type { EchoFlags } from './run-echo.ts'
import { durationOption, portOption } from '../options/option-parsers.ts'
import type { Output } from '../options/output.ts'

const examples = `
Examples:
  rauta echo                            answer on port 3000 with the request received
  rauta echo --port 8080 --service cart
  curl localhost:3001/                  show what the control port offers

Paths and headers control the answer: /status/404 sets the status, ?delay=500ms
delays the answer, and X-Echo-Set-Header: a:1, b:2 sets headers of the answer.
Plain lines (TCP) and datagrams (UDP) are sent back with the name of the backend
in front.
`

export function addEchoCommand(program: Command, output: Output): void {
  program
    .command('echo')
    .description('Start a small backend for trying routes; it answers with the request it received')
    .option(
      '--port <n>',
      'Port for HTTP/1.1, HTTP/2, gRPC, WebSocket and plain lines',
      portOption,
      3000,
    )
    .option('--udp-port <n>', 'Port for datagrams (default: none)', portOption)
    .option('--control-port <n>', 'Port for readiness and received requests', portOption, 3001)
    .addOption(named('--namespace <name>', 'POD_NAMESPACE', 'default'))
    .addOption(named('--service <name>', 'SERVICE', 'echo'))
    .addOption(named('--pod-name <name>', 'POD_NAME', 'the host’s name'))
    .addOption(
      new Option('--drain-delay <duration>', 'Time to answer while not ready, before exit')
        .argParser(durationOption)
        .default(5000, '5s'),
    )
    .addOption(
      new Option('--grace <duration>', 'Time limit for answers after that')
        .argParser(durationOption)
        .default(10_000, '10s'),
    )
    .option('--tls-cert <file>', 'Certificate (PEM) to accept TLS too')
    .option('--tls-key <file>', 'Private key (PEM) of the certificate')
    .addHelpText('after', examples)
    .action(async (flags: EchoFlags) => {
      const { runEcho } = await import('./run-echo.ts')
      await runEcho(flags, output)
    })
}

function named(flag: string, variable: string, byDefault: string): Option {
  const name = flag.split(' ')[0]?.replace(/^--|-name$/g, '')
  const option = new Option(flag, `Name of the ${name} in answers`).env(variable)
  return variable === 'POD_NAME' ? option : option.default(byDefault)
}
