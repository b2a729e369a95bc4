// The statuses that an observer would write, were it to lead: one by one as far as anyone would read them.
import { judgementsOf } from '../../status/condition-problems.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { objectKey } from '../../resources/object-key.ts'
import type { Reporter } from '../../gateway/reporter.ts'

const mostToldOneByOne = 50

export function reportWouldWrite(
  reporter: Pick<Reporter, 'wouldWrite' | 'manyWouldWrite'>,
): (statuses: readonly ObjectStatus[]) => void {
  return (statuses) => {
    if (statuses.length > mostToldOneByOne) return reporter.manyWouldWrite(statuses.length)
    for (const status of statuses) reporter.wouldWrite(objectKey(status), conditionsOf(status))
  }
}

/** `listener http Accepted=True, Programmed=False (Invalid)` */
function conditionsOf(status: ObjectStatus): readonly string[] {
  return judgementsOf(status).map(({ part, conditions }) => {
    const said = conditions.map(({ type, status: is, reason }) =>
      is === 'True' ? `${type}=True` : `${type}=${is} (${reason})`,
    )
    return `${part === '' ? '' : `${part} `}${said.join(', ')}`
  })
}
