// `make fuzz`: generated cases through both ways of HTTP/1.1. ARGS='--seed N --runs N'; a case that differs is
// printed as a row for rows/found-rows.ts.
import { parseArgs } from 'node:util'
import { BothWays } from './both-ways.ts'
import { findDifference } from './find-difference.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    runs: { type: 'string', default: '2000' },
  },
})
const search = { seed: Number(values.seed), runs: Number(values.runs), isShrunk: true }
console.log(`${search.runs} batches of up to 12 cases, seed ${search.seed}`)
await using both = await BothWays.start()
const found = await findDifference(both, search)
if (found) {
  const { case: row, reference, direct } = found
  console.log(`reference\n${reference}\n\ndirect\n${direct}\n\n${JSON.stringify(row)},`)
  process.exitCode = 1
}
console.log(found ? '0 passed, 1 failed' : '1 passed, 0 failed')
