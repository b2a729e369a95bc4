// Runs tests and counts them; the last line is `N passed, N failed`. Without arguments, as `make test`:
// types, lint and format first, each counted once. With `--config FILE`: the tests of that AVA
// configuration alone, each told as it ends, since they take their time. AVA's TAP output is the source
// of the count, so that nothing that did not run is counted.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

interface Count {
  passed: number
  failed: number
}

const options = process.argv.slice(2)
const isSlow = options.length > 0
const count: Count = { passed: 0, failed: 0 }
const begun = Date.now()

if (!isSlow)
  await Promise.all([
    check('types', 'tsc', ['-p', '.']),
    check('lint', 'oxlint', ['--quiet']),
    check('format', 'oxfmt', ['--check', '.']),
  ])
await tests()

console.log(`took ${Math.round((Date.now() - begun) / 1000)} s`)
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1

async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const code = await ended(child)
  settle(code === 0, name)
  if (code !== 0) console.log(output.join('').trimEnd())
}

async function tests(): Promise<void> {
  const child = spawn('ava', ['--tap', ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  let isInFailure = false
  let counted = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const result = /^(ok|not ok) \d+ - (.*)$/.exec(line)
    if (result) {
      counted++
      isInFailure = result[1] === 'not ok'
      if (isInFailure || isSlow) settle(!isInFailure, result[2]!)
      else count.passed++
    } else if (isSlow && /^# {3}\S/.test(line)) {
      console.log(`  ${line.slice(4)}`) // what a test logged: figures
    } else if (isInFailure || (line.startsWith('#') && /warning|uncaught|unhandled/i.test(line))) {
      console.log(line)
    }
  }
  const code = await ended(child)
  if (code !== 0 && count.failed === 0) settle(false, `ava ended with ${code}`)
  if (counted === 0) settle(false, 'no test ran')
}

function settle(isGood: boolean, name: string): void {
  if (isGood) count.passed++
  else count.failed++
  console.log(`${isGood ? '✔' : '✘'} ${name}`)
}

function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}
