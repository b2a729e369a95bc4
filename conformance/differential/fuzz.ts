// `make fuzz`: generated cases through both ways of HTTP/1.1, or by clients of HTTP/2. ARGS='--seed N --runs N --http2'; a case that differs is
// printed as a row for rows/found-rows.ts.
import { parseArgs } from 'node:util'
import { BothWays } from './both-ways.ts'
import { findDifference } from './find-difference.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    runs: { type: 'string', default: '2000' },
    http2: { type: 'boolean' },
  },
})
const search = { seed: Number(values.seed), runs: Number(values.runs), isShrunk: true }
console.log(`${search.runs} batches of up to 12 cases, seed ${search.seed}`)
const by = values.http2 ? ({ clients: 'http2' } as const) : {}
await using both = await BothWays.start({ http1: 'reference', ...by }, { http1: 'direct', ...by })
const found = await findDifference(both, search)
if (found) {
  const { case: row, reference, direct } = found
  console.log(`reference\n${reference}\n\ndirect\n${direct}\n\n${JSON.stringify(row)},`)
  process.exitCode = 1
}
console.log(found ? '0 passed, 1 failed' : '1 passed, 0 failed')
