// One run of the official suite against a cluster: its program with its own flags, its events live.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type GoTestEvent, parseGoTestEvent } from './go-test-events.ts'
import { implementation, mode } from './implementation.ts'
import type { StaticAddresses } from './static-addresses.ts'

export interface SuiteRun {
  readonly binary: string
  /** A file, not its content: it holds a key. */
  readonly kubeconfigFile: string
  readonly gatewayClass: string
  readonly profiles: readonly string[]
  /** One test alone: the suite then infers no features, and is told these. */
  readonly test: string | undefined
  readonly features: readonly string[]
  readonly addresses: StaticAddresses
  /** Where go.log and report.yaml are written. */
  readonly folder: string
  readonly onEvent: (event: GoTestEvent) => void
}

/** Generous: it ends a suite that hangs, with the stacks of all goroutines. */
const timeout = '45m'

/** The program's exit status; its report, if it came to one, is in the folder. */
export async function runSuite(run: SuiteRun): Promise<number> {
  await mkdir(run.folder, { recursive: true })
  const log = createWriteStream(join(run.folder, 'go.log'))
  const suite = spawn(run.binary, suiteArguments(run), {
    cwd: run.folder,
    env: { ...process.env, KUBECONFIG: run.kubeconfigFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const converter = spawn('go', ['tool', 'test2json', '-t'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const killBoth = (): void => {
    suite.kill('SIGKILL')
    converter.kill('SIGKILL')
  }
  process.once('exit', killBoth)
  try {
    const ended = once(suite, 'close') as Promise<[number | null]>
    suite.stdout.pipe(converter.stdin)
    suite.stderr.on('data', (chunk: Buffer) => converter.stdin.write(chunk))
    for await (const line of createInterface({ input: converter.stdout })) {
      const event = parseGoTestEvent(line)
      if (event?.output !== undefined) log.write(event.output)
      if (event) run.onEvent(event)
    }
    const [code] = await ended
    return code ?? 1
  } finally {
    process.off('exit', killBoth)
    log.end()
    await once(log, 'close')
  }
}

function suiteArguments(run: SuiteRun): string[] {
  const { gatewayClass, profiles, test, features, addresses, folder } = run
  const { organization, project, url, version, contact } = implementation
  return [
    '-test.v=test2json',
    '-test.run=^TestConformance$',
    `-test.timeout=${timeout}`,
    `-gateway-class=${gatewayClass}`,
    `-conformance-profiles=${profiles.join(',')}`,
    ...(test === undefined ? [] : [`-run-test=${test}`, `-supported-features=${features}`]),
    `-usable-address=${addresses.usable}`,
    `-unusable-address=${addresses.unusable}`,
    `-organization=${organization}`,
    `-project=${project}`,
    `-url=${url}`,
    `-version=${version}`,
    `-contact=${contact}`,
    `-mode=${mode}`,
    `-report-output=${join(folder, 'report.yaml')}`,
  ]
}
