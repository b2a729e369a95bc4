// Published features that the suite has no test for (those named here are of v1.6), and what proves each instead: a scenario that bears
// its name (conformance/scenarios), and the guide's chapter, which runs in the cluster too.
import type { Catalogue } from './catalogue.ts'

export interface Proof {
  readonly feature: string
  readonly scenarios: string
  readonly chapter: string
}

export const provenByScenarios: readonly Proof[] = [
  'HTTPRouteRetryBackendTimeout',
  'HTTPRouteRetryConnectionError',
].map((feature) => ({
  feature,
  scenarios: 'conformance/scenarios/retries.test.ts',
  chapter: 'docs/guide/10-timeouts-and-retries',
}))

/** Those of the published features that nothing would prove. */
export function unproven({ tests }: Catalogue, published: readonly string[]): readonly string[] {
  const tested = new Set(tests.flatMap(({ features }) => features))
  const proven = new Set(provenByScenarios.map(({ feature }) => feature))
  return published.filter((feature) => !tested.has(feature) && !proven.has(feature))
}
