// A gateway in the foreground, with no cluster: `rauta serve`.
import type { Limits } from '../../proxy/sockets/limits.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import type { Http2Way } from '../../proxy/words/http2-way.ts'
import { followGateway } from './follow-gateway.ts'
import { routeOverview } from './route-overview.ts'
import { type Foreground, runInForeground } from './run-in-foreground.ts'
import { formatSocketAddress, type SocketAddress } from '../../gateway/words/socket-address.ts'
import { type RunningGateway, startGateway } from '../../gateway/start-gateway.ts'
import type { ProgramState } from '../../gateway/reporter.ts'
import { type WorkersFlag, workersOf } from '../options/workers-option.ts'
import { rautaVersion } from '../options/versions.ts'

export interface RunOptions extends Foreground, WorkersFlag {
  readonly paths: readonly string[]
  readonly address: string
  readonly portOffset: number
  readonly admin: SocketAddress
  readonly health: SocketAddress
  readonly limits?: Partial<Limits>
  readonly http1: Http1Way
  readonly http2: Http2Way
}

/** Resolves when the gateway has ended. */
export function runGateway(options: RunOptions): Promise<void> {
  const { paths, address, portOffset, admin, health, limits = {}, http1, http2 } = options
  return runInForeground(options, async (voice) => {
    const { isText, reporter, lines, log, accessLog, colours } = voice
    const gateway = await startGateway({
      paths,
      address,
      portOffset,
      admin,
      health,
      limits,
      http1,
      workers: workersOf(options, voice),
      http2,
      log,
      accessLog,
      lines,
      colours,
      ...followGateway(reporter, ({ snapshot, report }) => {
        if (!isText) return
        for (const line of routeOverview({ snapshot, report, colours })) lines.write(line)
      }),
    })
    return { state: started(gateway, paths), close: (graceMs) => gateway.close(graceMs) }
  })
}

function started({ admin, health }: RunningGateway, paths: readonly string[]): ProgramState {
  const at = (socket: SocketAddress | undefined) => socket && formatSocketAddress(socket)
  const facts = { version: rautaVersion, paths, admin: at(admin), health: at(health) }
  return {
    message: 'Rauta started',
    facts,
    sentence: `Following ${paths.join(', ')}; health and metrics http://${facts.health}, admin http://${facts.admin}; Ctrl-C ends`,
  }
}
