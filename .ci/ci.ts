// All that must pass before a change lands, one step after the other, each told as it runs. A step's own
// last count (`N passed, N failed`) is added up; one that ends badly without a count is a failure itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildGoProgram } from '../tools/go-programs.ts'
import { progressLines } from '../tools/progress.ts'

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

const root = join(import.meta.dirname, '..')
const actionlint = () =>
  buildGoProgram(
    {
      name: 'actionlint',
      folder: join(root, '.ci/actionlint'),
      cache: join(root, '.cache/ci'),
      package: 'github.com/rhysd/actionlint/cmd/actionlint',
    },
    progressLines(),
  )

const make = (target: string): Step => ({
  name: `make ${target}`,
  command: ['make', '--no-print-directory', target],
})

const total = { passed: 0, failed: 0 }
const begun = Date.now()

await run({ name: 'tools', command: ['node', 'kind/install-tools.ts'] })
await run(make('test'))
await run(make('generate'))
await run({ name: 'generated files are committed', command: ['git', 'diff', '--exit-code'] })
await run({ name: 'actionlint', command: [await actionlint()] })
await run(make('attacks'))
for (const target of [
  'guide-clients',
  'grpc-interop',
  'apiserver-test',
  'kind-test',
  'scenarios',
  'conformance',
])
  await run(make(target))

console.log(`took ${minutesSince(begun)}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function run({ name, command }: Step): Promise<void> {
  const stepBegun = Date.now()
  console.log(`\n=== ${name}`)
  const [program, ...args] = command
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let count: { passed: number; failed: number } | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line)
    const [, passed, failed] = /\b(\d+) passed, (\d+) failed$/.exec(line) ?? []
    if (passed !== undefined) count = { passed: Number(passed), failed: Number(failed) }
  }
  const [code]: unknown[] = await closed
  const isGood = code === 0
  // A step that counts nothing is one check.
  const { passed, failed } = count ?? { passed: isGood ? 1 : 0, failed: 0 }
  total.passed += passed
  total.failed += isGood ? failed : Math.max(1, failed)
  console.log(`=== ${name}: ${isGood ? 'passed' : 'FAILED'} in ${minutesSince(stepBegun)}`)
}

function minutesSince(ms: number): string {
  const seconds = Math.round((Date.now() - ms) / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
