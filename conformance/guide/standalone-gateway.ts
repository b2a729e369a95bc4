// A gateway that runs from a folder of its own, and the way to it: the standalone side of `Reach`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewayOptions, startGateway } from '../../src/gateway/start-gateway.ts'
import { describeProblem, type ManifestProblem } from '../../src/manifests/read/manifest-problem.ts'
import type { ObjectStatus } from '../../src/status/object-status.ts'
import { ownPlace } from '../../src/testing/own-place.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'

export interface StandaloneGateway {
  readonly reach: Reach
  /** As it is now. */
  statuses(): readonly ObjectStatus[]
  /** What is wrong with manifests, as it is printed, with file names alone. */
  problems(): readonly string[]
  /** Writes a manifest into the folder, and resolves when it took effect. */
  write(file: string, text: string): Promise<void>
  close(): Promise<void>
}

/** Resolves when the manifests, text by file name, are live. `options`: those that are not the usual ones. */
export async function startStandaloneGateway(
  manifests: Iterable<readonly [file: string, text: string]>,
  receivedBy: Reach['receivedBy'],
  options: Partial<GatewayOptions> = {},
): Promise<StandaloneGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text)
  for (const [file, text] of manifests) await write(file, text)
  const { address, portOffset } = ownPlace()
  let problems: readonly ManifestProblem[] = []
  const gateway = await startGateway({
    ...options,
    paths: [folder],
    address,
    portOffset,
    onProblems: (found) => {
      problems = found
    },
  })
  return {
    reach: {
      addressOf: (port) => ({ host: address, port: port + portOffset }),
      listenerPortOf: (port) => (port > portOffset ? port - portOffset : port),
      receivedBy,
    },
    statuses: () => gateway.statuses(),
    problems: () => problems.map((each) => describeProblem(each).replaceAll(`${folder}/`, '')),
    write: async (file, text) => {
      const settled = gateway.settled()
      await write(file, text)
      await settled
    },
    close: async () => {
      await gateway.close()
      await rm(folder, { recursive: true })
    },
  }
}
