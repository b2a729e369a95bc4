import test from 'ava'
import { doesSucceed, lastLines, runCommand } from './run-command.ts'

test('a command’s stdout is returned', async (t) => {
  const output = await runCommand('node', ['-e', 'console.log(process.env.WORD)'], {
    env: { WORD: 'yes' },
  })
  t.is(output, 'yes\n')
})

test('a failure’s message has the command, its code and what it wrote', async (t) => {
  const script = 'console.error("no such thing"); process.exitCode = 3'
  const error = await t.throwsAsync(runCommand('node', ['-e', script]))
  t.regex(error?.message ?? '', /^`node -e .*` ended with 3:\nno such thing$/)
})

test('a command that is missing does not succeed', async (t) => {
  t.false(await doesSucceed('no-such-command-of-rauta', []))
})

test('of a long text the last lines are kept', (t) => {
  t.is(lastLines('one\ntwo\nthree\n', 2), 'two\nthree')
})
