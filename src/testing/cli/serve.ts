// A real `rauta serve`, at a place of its own; its admin and health servers take any free port.
import type { Teardown } from '../proxy/client-side/plane.ts'
import { ownPlace, type TestPlace } from '../own-place.ts'
import { type ProgramOptions, type RunningProgram, startProgram } from './program.ts'

export interface ServeOptions extends ProgramOptions {
  /** A new one if absent. */
  readonly place?: TestPlace
}

export interface ServingProgram extends RunningProgram, TestPlace {
  /** `HOST:PORT` of each, once it serves. It has to log as JSON. */
  servers(): Promise<{ readonly admin: string; readonly health: string }>
}

/** Of a file or folder of manifests; further flags go before the usual ones of the same name. */
export function startServe(
  t: Teardown,
  path: string,
  flags: readonly string[] = [],
  { place = ownPlace(), ...options }: ServeOptions = {},
): ServingProgram {
  const program = startProgram(
    t,
    [
      'serve',
      `--file=${path}`,
      `--address=${place.address}`,
      `--port-offset=${place.portOffset}`,
      '--admin=127.0.0.1:0',
      '--health=127.0.0.1:0',
      ...flags,
    ],
    options,
  )
  return {
    ...program,
    ...place,
    async servers() {
      const out = await program.printed(/"message":"Rauta started".*\n/)
      const line = out.split('\n').find((one) => one.includes('"message":"Rauta started"'))
      return JSON.parse(line ?? '')
    },
  }
}
