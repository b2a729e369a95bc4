// What the admin server answers: dumps of what is live, its status, and how a request is handled.
import type { AdminAnswer, AdminPage, AdminQuestion } from '../../observe/servers/admin-server.ts'
import { reportOf } from '../status/report-of.ts'
import { UsageError } from '../words/usage-error.ts'
import { explainQuestionIn } from './explain-parameters.ts'
import { liveFacts } from './live-facts.ts'
import type { LiveGateway } from './live-gateway.ts'
import { liveKnown } from './live-known.ts'
import { onlyValue, refuseUnknown } from './query-parameters.ts'
import { resourcesDump } from './resources-dump.ts'

/** `live` is undefined before the first configuration is. */
export function adminPages(live: () => Promise<LiveGateway | undefined>): readonly AdminPage[] {
  const page = (
    path: string,
    about: string,
    read: (live: LiveGateway, question: AdminQuestion) => unknown,
  ): AdminPage => ({
    path,
    about,
    async answer(question) {
      const known = await live()
      return known ? answerOf(() => read(known, question)) : { type: 'not-live' }
    },
  })
  return [
    page(
      '/status',
      'the state of Gateways, routes, backends and certificates, problems first (?namespace=NAME)',
      (known, { query, origin }) => {
        refuseUnknown(query, ['namespace'])
        const facts = liveFacts(known, { source: origin, nowMs: Date.now() })
        return { kind: 'StatusReport', ...reportOf(facts, onlyValue(query, 'namespace')) }
      },
    ),
    page(
      '/explain',
      'how a request is handled (?method=GET&url=URL&header=NAME:VALUE&sni=NAME)',
      async (known, { query }) => {
        const question = explainQuestionIn(query)
        // It takes much of the proxy, which workers have in their memory, and not in this process's.
        const { explain } = await import('../explain/explain.ts')
        return { kind: 'Explanation', ...explain(question, liveKnown(known)) }
      },
    ),
    page(
      '/snapshot',
      'the configuration of the proxy (keys are redacted)',
      ({ snapshot }) => snapshot,
    ),
    page(
      '/resources',
      'the objects that were read, with their conditions (keys are redacted)',
      resourcesDump,
    ),
    page(
      '/endpoints',
      'requests in flight, failed connections and pauses of each endpoint',
      ({ endpoints }) => endpoints,
    ),
  ]
}

async function answerOf(read: () => unknown): Promise<AdminAnswer> {
  try {
    return { type: 'json', value: await read() }
  } catch (error) {
    if (error instanceof UsageError) return { type: 'bad-request', says: error.message }
    throw error
  }
}
