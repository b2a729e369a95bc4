import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { barChart } from './bar-chart.ts'
import { charts } from './charts.ts'

const root = join(import.meta.dirname, '../../..')

for (const [file, draw] of Object.entries(charts))
  test(`${file} shows what bench/results.json has`, async (t) => {
    const path = join(root, file)
    if (process.env['UPDATE_DOCS']) await writeFile(path, draw())
    t.is(
      await readFile(path, 'utf8'),
      draw(),
      "UPDATE_DOCS=1 npx ava 'tools/docs/performance/*.test.ts' rewrites it",
    )
  })

test('bars are as long as their values, and the line stands at its own', (t) => {
  const svg = barChart({
    title: 'A & B',
    unit: 'share',
    series: [
      { name: 'one', colour: '#111' },
      { name: 'two', colour: '#222' },
    ],
    groups: [
      { label: 'first <', values: [2, 1] },
      { label: 'second', values: [undefined, 0.5] },
    ],
    line: { at: 1, label: 'all' },
    digits: 1,
  })
  const bars = [...svg.matchAll(/<rect x="300" y="\d+" width="(\d+)" height="10" fill="(#\d+)"/g)]
  t.deepEqual(
    bars.map(([, width, colour]) => [Number(width), colour]),
    [
      // The legend's square of the first.
      [10, '#111'],
      [440, '#111'],
      [220, '#222'],
      [110, '#222'],
    ],
  )
  t.regex(svg, /<line x1="520"/)
  t.regex(svg, /aria-label="A &amp; B"/)
  t.regex(svg, />first &lt;</)
})
