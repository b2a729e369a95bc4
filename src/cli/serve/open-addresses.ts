// Where clients can connect, as they would write it: `http://127.0.0.1:8080`.
import type { AppliedRound } from '../../control/create-control-loop.ts'
import { formatSocketAddress } from '../../gateway/words/socket-address.ts'

export function openAddresses({
  snapshot,
  report,
}: Pick<AppliedRound, 'snapshot' | 'report'>): ReadonlySet<string> {
  const bound = snapshot.listeners.filter(({ name }) => report[name]?.isBound)
  return new Set(
    bound.map(
      (listener) =>
        `${listener.protocol === 'HTTPS' ? 'https' : 'http'}://${formatSocketAddress(listener)}`,
    ),
  )
}
