// A chapter's mistake.expected.yaml with the messages that the gateway gives today, everything else kept.
import { isSeq, parseDocument } from 'yaml'
import type { ObjectStatus } from '../../src/status/object-status.ts'
import {
  conditionsFor,
  type ExpectedCondition,
  statusObjectName,
} from '../../src/testing/requests/expected-condition.ts'

export function rewriteExpectation(
  text: string,
  statuses: readonly ObjectStatus[],
  problems: readonly string[],
): string {
  const document = parseDocument(text)
  const conditions = document.get('conditions')
  if (isSeq(conditions)) {
    for (const index of conditions.items.keys()) {
      const wanted = conditions.toJS(document)[index] as ExpectedCondition
      const status = statuses.find((each) => statusObjectName(each) === wanted.object)
      const found =
        status && conditionsFor(status, wanted).find((condition) => condition.type === wanted.type)
      if (found && wanted.message !== undefined)
        document.setIn(['conditions', index, 'message'], found.message)
    }
  }
  if (document.has('refused')) document.set('refused', document.createNode(problems))
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}
