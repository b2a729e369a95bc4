// `make conformance`. Results go to stdout, progress to stderr; the last line of stdout is
// `conformance: N passed, N failed`.
import process from 'node:process'
import { progressLines } from '../tools/progress.ts'
import { conformanceOptions } from './options.ts'
import { runConformance } from './run-conformance.ts'
import type { Counts } from './run-outcome.ts'

const begun = performance.now()
let counts: Counts = { passed: 0, failed: 1 }
try {
  counts = await runConformance(conformanceOptions(process.env), progressLines(), say)
} catch (error) {
  process.stderr.write(`conformance: ${error instanceof Error ? error.message : String(error)}\n`)
}
say(`took ${((performance.now() - begun) / 1000).toFixed(0)} s`)
say(`conformance: ${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 ? 0 : 1

function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
