// What `rauta explain` does with its flags.
import { adminJson } from '../../observe/servers/admin-json.ts'
import { coloursFor } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'
import type { ExplainFlags } from './explain-flags.ts'
import type { Output } from '../options/output.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'
import { explainQuestionOf } from '../../gateway/explain/explain-question.ts'
import { explainText } from './explain-text.ts'
import { type Explained, explain } from '../../gateway/explain/explain.ts'
import { knownFromManifests } from './known-from-manifests.ts'
import { askExplanation } from './ask-explanation.ts'

export async function runExplain(
  words: readonly string[],
  flags: ExplainFlags,
  { out, exit }: Output,
): Promise<void> {
  const explained = await explanationFor(words, flags)
  const text =
    flags.output === 'json'
      ? // Escapes stay valid JSON, and nothing moves a terminal's cursor.
        adminJson(explained).trimEnd().split('\n').map(printable)
      : explainText(explained, coloursFor(out)).map((line) => withoutSecrets(line))
  out.write(`${text.join('\n')}\n`)
  exit(explained.outcome.isServed ? 0 : 1)
}

async function explanationFor(words: readonly string[], flags: ExplainFlags): Promise<Explained> {
  const { file, admin } = flags
  // A question that is none is refused before anybody is asked.
  const asked = explainQuestionOf(words, flags)
  if ((file === undefined) === (admin === undefined))
    throw new UsageError(
      'A source is missing: give manifests with -f PATH, or a running Rauta with --admin http://127.0.0.1:9901.',
    )
  if (admin !== undefined) return askExplanation(admin, words, flags)
  return explain(asked, await knownFromManifests(file ?? [], flags))
}
