// `/explain?method=GET&url=http://shop.example/cart&header=x-a:%201&sni=…` → the question.
import { printable } from '../../observe/log/printable.ts'
import { type ExplainQuestion, explainQuestionOf, readHeader } from '../explain/explain-question.ts'
import { UsageError } from '../words/usage-error.ts'
import { onlyValue, refuseUnknown } from './query-parameters.ts'

/** Throws a UsageError. */
export function explainQuestionIn(query: URLSearchParams): ExplainQuestion {
  refuseUnknown(query, ['method', 'url', 'header', 'sni'])
  const [method, url, sni] = ['method', 'url', 'sni'].map((name) => onlyValue(query, name))
  if (url === undefined)
    throw new UsageError(
      'Give the request, such as /explain?method=GET&url=http://shop.example/cart; header and sni are optional.',
    )
  const header = query.getAll('header').map((text) => {
    const read = readHeader(text)
    if (read) return read
    throw new UsageError(`Give a header as 'name: value', not '${printable(text)}'.`)
  })
  return explainQuestionOf(method === undefined ? [url] : [method, url], { header, sni })
}
