import test from 'ava'
import { linesOf } from './metric-family.ts'

test('labels are escaped, and what has no limit is +Inf', (t) => {
  const lines = linesOf({
    type: 'gauge',
    name: 'rauta_process_max_files',
    help: 'Maximum number of open file descriptors of the process.',
    read: () => [
      { labels: {}, value: Infinity },
      { labels: { name: 'a\\b"c\nd', other: 'x' }, value: 0.5 },
    ],
  })
  t.is(
    [...lines].join(''),
    String.raw`# HELP rauta_process_max_files Maximum number of open file descriptors of the process.
# TYPE rauta_process_max_files gauge
rauta_process_max_files +Inf
rauta_process_max_files{name="a\\b\"c\nd",other="x"} 0.5
`,
  )
})
