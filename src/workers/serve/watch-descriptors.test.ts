import test from 'ava'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What is logged in a process of 100 descriptors, after `script`; each look is 10 ms after the other. */
async function logged(script: string): Promise<string> {
  const program = `
    import { openSync, closeSync } from 'node:fs'
    import { watchDescriptors } from ${JSON.stringify(join(import.meta.dirname, 'watch-descriptors.ts'))}
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    const log = { warn: (facts, message) => console.log(facts.code, message) }
    const taken = []
    const takeAll = () => { try { for (;;) taken.push(openSync('/dev/null', 'r')) } catch {} }
    using watch = watchDescriptors(log, { everyMs: 10, againMs: 500 })
    ${script}`
  const args = ['--input-type=module-typescript', '-e', program]
  const command = ['-c', 'ulimit -n 100 && exec "$0" "$@"', process.execPath, ...args]
  return (await promisify(execFile)('sh', command)).stdout
}

test('a process without a descriptor says so in one line', async (t) => {
  const said = await logged('takeAll(); await wait(200)')
  t.regex(said, /^EMFILE No file descriptor is left: [^\n]*\n$/)
})

test('a process with a descriptor says nothing', async (t) => {
  t.is(await logged('await wait(100)'), '')
})

test('it says so again after a while', async (t) => {
  const said = await logged('takeAll(); await wait(1_200)')
  t.true(said.split('\n').length > 2, said)
})
