// What a Host says, read once: clients say the same few again and again.
import { type Authority, readAuthority } from '../authority.ts'
import { flatText } from './flat-text.ts'

/** More are forgotten all at once: a client that makes up names gains nothing by it. */
const mostKnown = 4_096

const known = new Map<string, Authority>()

/** Undefined where it is not valid. */
export function readKnownHost(raw: string): Authority | undefined {
  const before = known.get(raw)
  if (before) return before
  const read = readAuthority(flatText(raw))
  if (read === undefined) return undefined
  if (known.size >= mostKnown) known.clear()
  known.set(read.authority, read)
  return read
}
