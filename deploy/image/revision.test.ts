import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { readRevision } from './revision.ts'

const committedAt = 1_700_000_000

test("it is the commit with the commit's time, marked where a file of the image differs", async (t) => {
  const root = await repository(t)
  const clean = await readRevision(root, undefined)
  t.regex(clean.commit ?? '', /^[0-9a-f]{40}$/)
  t.deepEqual(clean.time, new Date(committedAt * 1000))
  await writeFile(join(root, 'README.md'), 'not in the image')
  t.deepEqual(await readRevision(root, undefined), clean)
  await writeFile(join(root, 'package.json'), '{ }')
  t.is((await readRevision(root, undefined)).commit, `${clean.commit}-dirty`)
})

test('SOURCE_DATE_EPOCH goes before the commit', async (t) => {
  const root = await repository(t)
  t.deepEqual((await readRevision(root, '86400')).time, new Date('1970-01-02T00:00:00Z'))
  await t.throwsAsync(readRevision(root, 'today'), { message: /SOURCE_DATE_EPOCH .*: today$/ })
})

test('outside git there is no commit, and no time', async (t) => {
  t.deepEqual(await readRevision(await folder(t), undefined), { time: new Date(0) })
})

async function repository(t: ExecutionContext): Promise<string> {
  const root = await folder(t)
  await writeFile(join(root, 'package.json'), '{}')
  const git = (...args: readonly string[]) =>
    promisify(execFile)('git', ['-C', root, '-c', 'user.name=x', '-c', 'user.email=x', ...args], {
      env: { PATH: process.env['PATH'], GIT_COMMITTER_DATE: `${committedAt} +0200` },
    })
  await git('init', '--quiet')
  await git('add', 'package.json')
  await git('commit', '--quiet', '--message=first')
  return root
}

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rauta-revision-'))
  t.teardown(() => rm(path, { recursive: true }))
  return path
}
