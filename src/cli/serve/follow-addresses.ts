// Which addresses take connections, told as they come and go.
import type { AppliedRound } from '../../control/create-control-loop.ts'
import { openAddresses } from './open-addresses.ts'
import type { Reporter } from '../../gateway/reporter.ts'

export function followAddresses(
  reporter: Pick<Reporter, 'address'>,
): (round: AppliedRound) => void {
  let open: ReadonlySet<string> = new Set()
  return (round) => {
    const now = openAddresses(round)
    for (const address of now) if (!open.has(address)) reporter.address(address, true)
    for (const address of open) if (!now.has(address)) reporter.address(address, false)
    open = now
  }
}
