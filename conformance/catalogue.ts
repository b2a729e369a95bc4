// Which tests the suite has and which of them a run is about. The suite runs a test when all of its
// features are supported, whatever profile it belongs to; profiles only group the report. A few tests
// need features of two profiles and so belong to none: no report counts them, the run here does.
import { runCommand } from '../tools/run-command.ts'

export interface Catalogue {
  readonly profiles: readonly Profile[]
  readonly tests: readonly SuiteTest[]
}

export interface Profile {
  readonly name: string
  readonly core: readonly string[]
  readonly extended: readonly string[]
}

export interface SuiteTest {
  /** The suite's ShortName. */
  readonly name: string
  readonly features: readonly string[]
}

export async function readCatalogue(suite: string): Promise<Catalogue> {
  const output = await runCommand(suite, ['-test.run', '^TestCatalogue$'])
  return JSON.parse(output.split('\n')[0]!) as Catalogue
}

/** The tests that the suite will run, and not skip. */
export function plannedTests(
  catalogue: Catalogue,
  run: {
    readonly profiles: readonly string[]
    readonly features: readonly string[]
    readonly test?: string | undefined
  },
): SuiteTest[] {
  if (run.test !== undefined) return [testNamed(catalogue, run.test)]
  const profiles = run.profiles.map((name) => profileNamed(catalogue, name))
  // "the use of a conformance profile implicitly enables any features of that profile which are
  // supported at a Core level" (suite.go)
  const supported = new Set([...run.features, ...profiles.flatMap(({ core }) => core)])
  return catalogue.tests.filter(({ features }) => features.every((one) => supported.has(one)))
}

/** How the report counts a test for a profile, if it does. */
export function levelOf(test: SuiteTest, profile: Profile): 'core' | 'extended' | undefined {
  const { core, extended } = profile
  if (test.features.every((one) => core.includes(one))) return 'core'
  const isIn = test.features.every((one) => core.includes(one) || extended.includes(one))
  return isIn ? 'extended' : undefined
}

export function profileNamed({ profiles }: Catalogue, name: string): Profile {
  const found = profiles.find((profile) => profile.name === name)
  if (found) return found
  const known = profiles.map((profile) => profile.name).join(', ')
  throw new Error(`PROFILES: there is no profile ${name}; the suite has ${known}`)
}

function testNamed({ tests }: Catalogue, name: string): SuiteTest {
  const found = tests.find((test) => test.name === name)
  if (found) return found
  const similar = tests
    .map((test) => test.name)
    .filter((other) => other.toLowerCase().includes(name.toLowerCase()))
  const hint = similar.length > 0 ? `; like it: ${similar.join(', ')}` : ''
  throw new Error(`TEST: the suite has no test ${name}${hint}`)
}
