// SETTINGS (RFC 9113 §6.5): what the other side asks for, judged and kept.
import type { FrameProblem } from '../frames/frame.ts'
import { connectionProblem } from './connection-problem.ts'

export const setting = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const

export const entryBytes = 6
/** §6.9.1 */
export const maxWindow = 2 ** 31 - 1
export const defaultWindow = 65_535
const defaultTableBytes = 4096

/** The other side's, as far as they matter here: our frames are never larger than everyone takes. */
export class PeerSettings {
  initialWindow = defaultWindow
  maxStreams = Infinity
  /** Whether its table may be smaller than everyone's at the start. */
  hasSmallTable = false

  /** Returns why the connection ends. */
  take(payload: Buffer): FrameProblem | undefined {
    for (let at = 0; at + entryBytes <= payload.length; at += entryBytes) {
      const problem = this.#takeOne(payload.readUInt16BE(at), payload.readUInt32BE(at + 2))
      if (problem) return problem
    }
    return undefined
  }

  #takeOne(id: number, value: number): FrameProblem | undefined {
    switch (id) {
      case setting.headerTableSize:
        if (value < defaultTableBytes) this.hasSmallTable = true
        return undefined
      case setting.enablePush:
        return value > 1 ? connectionProblem('protocol') : undefined
      case setting.maxConcurrentStreams:
        this.maxStreams = value
        return undefined
      case setting.initialWindowSize:
        if (value > maxWindow) return connectionProblem('flow-control')
        this.initialWindow = value
        return undefined
      case setting.maxFrameSize:
        return value < 16_384 || value > 16_777_215 ? connectionProblem('protocol') : undefined
      default:
        return undefined
    }
  }
}
