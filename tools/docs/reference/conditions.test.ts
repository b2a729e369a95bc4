import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { adviceTable } from '../../../src/testing/advice/advice-table.ts'
import { adviceMessages, goldenMessages } from './condition-messages.ts'
import { conditionTypes } from './condition-types.ts'
import { eventReasons } from './reasons/events.ts'
import { parts } from './reasons/parts.ts'
import { matchesIn, root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/conditions.md'), 'utf8')
const rows = parts.flatMap(({ title, reasons }) =>
  Object.entries(reasons).map(([said, reason]) => ({
    key: `${title} ${said}`,
    title,
    said,
    reason,
  })),
)

/** Words in src/status that are no type and no reason. */
const others = new Set(
  (
    'True False Unknown Secret Listener Listeners EndpointSlices IPAddress Hostname Gateway ' +
    'GatewayClass ListenerSet BackendTLSPolicy HTTPRoute GRPCRoute TLSRoute TCPRoute UDPRoute'
  ).split(' '),
)

test('every reason and every type in the code of src/status is on the page', async (t) => {
  const code = (await sources('src/status')).filter(
    ({ path }) => !path.endsWith('supported-features.ts'),
  )
  const words = matchesIn(code, /'([A-Z][a-z]\w+|[A-Z]+[a-z]\w+)'/g)
    .map(([, word = '']) => word)
    .filter((word) => !others.has(word))
  t.true(words.includes('NoMatchingListenerHostname'))
  const onPage = new Set(page.match(/\w+/g))
  t.deepEqual(
    [...new Set(words)].filter((word) => !onPage.has(word)),
    [],
  )
  const known = new Set(rows.flatMap(({ said }) => said.split(/\W/)))
  t.deepEqual(
    [...new Set(words)].filter((word) => !known.has(word)),
    [],
  )
})

test('every reason that other rooms give is on the page', async (t) => {
  const code = [...(await sources('src/translate')), ...(await sources('src/cluster'))]
  const given = matchesIn(
    code,
    /\breason\??(?:: | = )(?:[^'\n]*\? )?'([A-Z]\w+)'(?: [:|] '([A-Z]\w+)')?/g,
  )
  const words = new Set(given.flatMap(([, one = '', other = one]) => [one, other]))
  t.true(words.has('NotServed') && words.has('Refused') && words.has('HostnameConflict'))
  for (const word of words) t.true(page.includes(`\`${word}\``), word)
})

test('every condition of the golden cases has its row, and every row a message', async (t) => {
  const messages = await goldenMessages()
  const keys = new Set(rows.map(({ key }) => key))
  t.deepEqual(
    [...messages.keys()].filter((key) => !keys.has(key)),
    [],
  )
  t.deepEqual(
    rows.filter(({ key, reason }) => !messages.has(key) && reason.example === undefined),
    [],
  )
})

test('every row is on the page with its message, and every link of the index leads to one', (t) => {
  for (const { title, said, reason } of rows) {
    const entry = page.split(/^#+ /m).find((part) => part.startsWith(`${title}: ${said}\n`)) ?? ''
    t.true(entry.includes(`- What to do: ${reason.fix}`), said)
    t.regex(entry, /```text\n.+\n```/s, said)
  }
  for (const reason of Object.keys(eventReasons)) t.true(page.includes(`| \`${reason}\` |`), reason)
  const anchors = new Set(
    Array.from(page.matchAll(/^### (.+)$/gm), ([, heading = '']) =>
      heading.toLowerCase().replaceAll(/[:=]/g, '').replaceAll(' ', '-'),
    ),
  )
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor)
  t.is(links.length, rows.length)
  t.deepEqual(
    links.filter((link) => !anchors.has(link)),
    [],
  )
})

test('every message that gives advice is on the page, by its reason', async (t) => {
  for (const { of, says, advises } of adviceTable)
    t.true(page.includes(says) && page.includes(advises), of)
  const keys = new Set(rows.map(({ key }) => key))
  t.deepEqual(
    (await adviceMessages()).filter(([key]) => !keys.has(key)),
    [],
  )
})

test('every type of condition is in the table of types', (t) => {
  const types = new Set(rows.map(({ said }) => said.split('=')[0]!))
  t.deepEqual(Object.keys(conditionTypes).toSorted(), [...types].toSorted())
  for (const type of types) t.true(page.includes(`| \`${type}\` |`), type)
})
