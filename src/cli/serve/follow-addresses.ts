// Which addresses take connections, told as they come and go.
import type { AppliedRound } from '../../control/create-control-loop.ts'
import { openAddresses } from './open-addresses.ts'
import type { Teller } from '../../gateway/teller.ts'

export function followAddresses(teller: Pick<Teller, 'address'>): (round: AppliedRound) => void {
  let open: ReadonlySet<string> = new Set()
  return (round) => {
    const now = openAddresses(round)
    for (const address of now) if (!open.has(address)) teller.address(address, true)
    for (const address of open) if (!now.has(address)) teller.address(address, false)
    open = now
  }
}
