// Writes src/testing/kubectl-reads.generated.json: `node conformance/kubectl-reads/make-table.ts` (needs go).
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scalars, streams } from '../../src/testing/kubectl-texts.ts'

const texts = [...scalars.flatMap((scalar) => [`v: ${scalar}\n`, `${scalar}: v\n`]), ...streams]
const read = execFileSync('go', ['run', '.'], {
  cwd: import.meta.dirname,
  input: JSON.stringify(texts),
  encoding: 'utf8',
})
// As Go writes it: JSON.parse would lose the digits of what is larger than 2^53.
const lines = read.trim().replaceAll('},{"text":', '},\n{"text":')
writeFileSync(
  join(import.meta.dirname, '../../src/testing/kubectl-reads.generated.json'),
  `${lines}\n`,
)
