// How a running Rauta says that a request or a connection is handled.
import type { Explained } from '../../gateway/explain/explain.ts'
import { isRecord } from '../../cluster/api/api-error.ts'
import { askAdmin, isOfKind } from '../options/ask-admin.ts'
import type { ExplainFlags } from './explain-flags.ts'

interface ExplainAnswer extends Explained {
  readonly kind: string
}

/** `words` are a URL, or a method and a URL. */
export async function askExplanation(
  admin: string,
  words: readonly string[],
  { header, sni }: Pick<ExplainFlags, 'header' | 'sni'>,
): Promise<Explained> {
  const [url = '', method] = words.toReversed()
  const query = new URLSearchParams({ ...(method !== undefined && { method }), url })
  for (const [name, value] of header) query.append('header', `${name}: ${value}`)
  if (sni !== undefined) query.append('sni', sni)
  const { kind: _, ...explained } = await askAdmin({
    url: admin,
    page: '/explain',
    query,
    isAnswer: isExplainAnswer,
    orElse: 'use manifests with -f PATH',
  })
  return explained
}

function isExplainAnswer(value: unknown): value is ExplainAnswer {
  return (
    isOfKind(value, 'Explanation', ['steps', 'backendRefs', 'near', 'objects', 'mistakes']) &&
    isRecord(value['outcome'])
  )
}
