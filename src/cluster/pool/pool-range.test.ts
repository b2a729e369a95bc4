import test from 'ava'
import { createPoolRange } from './pool-range.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const range = '192.0.2.128/28'

/** What was run, and what is answered: a text, or an error where it is one. */
function pool(answers: (command: string) => string | Error = () => '') {
  const asked: string[] = []
  const log = keptLog()
  const run = async (args: readonly string[]) => {
    const command = args.join(' ')
    asked.push(command)
    const answer = answers(command)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { asked, log, pool: createPoolRange({ range, log, run }) }
}

const replace = `route replace local ${range} dev lo table local`
const del = `route del local ${range} dev lo table local`
const show = `route show table local exact ${range}`

test('to hold is one route, to release is to delete it', async (t) => {
  const { pool: held, asked, log } = pool()
  t.false(held.isHeld)
  await held.hold()
  t.true(held.isHeld)
  await held.release()
  t.false(held.isHeld)
  t.deepEqual(asked, ['route show', replace, del])
  t.deepEqual(
    log.lines.map(({ level }) => level),
    ['info', 'info'],
  )
})

test('a route that is not there is released', async (t) => {
  const {
    pool: free,
    asked,
    log,
  } = pool((command) => (command === del ? new Error('No such process') : ''))
  await free.release()
  t.deepEqual(asked, [del, show])
  t.deepEqual(log.lines, [])
})

test('a route that stays is not released', async (t) => {
  const said = new Error('no')
  const { pool: held } = pool((command) => {
    if (command === del) return said
    return command === show ? `local ${range} dev lo` : ''
  })
  await held.hold()
  t.is(await t.throwsAsync(() => held.release()), said)
  t.true(held.isHeld)
})

test('what is asked in a row is done in a row', async (t) => {
  const { pool: held, asked } = pool()
  await Promise.all([held.hold(), held.release(), held.hold()])
  t.true(held.isHeld)
  t.deepEqual(asked, ['route show', replace, del, 'route show', replace])
})

test('a failure does not stop what comes after it', async (t) => {
  let fails = true
  const { pool: held } = pool(() => (fails ? new Error('no') : ''))
  await t.throwsAsync(() => held.hold(), { message: 'no' })
  t.false(held.isHeld)
  fails = false
  await held.hold()
  t.true(held.isHeld)
})

test("a range with the node's router in it is refused", async (t) => {
  const { pool: held, asked } = pool((command) =>
    command === 'route show' ? 'default via 192.0.2.129 dev eth0\n10.0.0.0/8 dev eth0' : '',
  )
  await t.throwsAsync(() => held.hold(), { message: /192\.0\.2\.128\/28 contains 192\.0\.2\.129,/ })
  t.false(asked.includes(replace))
})

test('a range with an address of this machine in it is refused', async (t) => {
  const held = createPoolRange({ range: '127.0.0.0/8', log: keptLog(), run: async () => '' })
  await t.throwsAsync(() => held.hold(), { message: /contains 127\.0\.0\.1,/ })
})

test('a range of IPv6 is refused', (t) => {
  t.throws(() => createPoolRange({ range: 'fd00::/120', log: keptLog() }), {
    message: /give an IPv4 range/,
  })
})

test('nothing is announced where the range is not held', async (t) => {
  const { pool: free, log } = pool()
  await free.announce(['192.0.2.130'])
  t.deepEqual(log.lines, [])
})
