import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { tarOf } from './tar-of.ts'
import { contentOf, readTar } from './test-archive.ts'

const folder = await mkdtemp(join(tmpdir(), 'rauta-tar-'))
const noTime = new Date(0)

test.after.always(() => rm(folder, { recursive: true }))

test('a file on the disk and one in memory of the same content give the same bytes', async (t) => {
  const content = Buffer.alloc(3_000_000, 'rauta')
  const file = join(folder, 'large')
  await writeFile(file, content)
  const stored = tarOf([{ path: 'a/large', file, size: content.length }], noTime)
  const inMemory = tarOf([{ path: 'a/large', content }], noTime)
  const bytes = Buffer.concat(await stored.toArray())
  t.true(bytes.equals(Buffer.concat(await inMemory.toArray())))
  const entries = await readTar([bytes])
  t.deepEqual([...entries.keys()], ['a', 'a/large'])
  t.true(contentOf(entries, 'a/large').equals(content))
})

test('a file that is gone, or has another size by now, ends the tar with an error', async (t) => {
  const gone = tarOf([{ path: 'gone', file: join(folder, 'gone'), size: 1 }], noTime)
  await t.throwsAsync(gone.toArray(), { code: 'ENOENT' })
  const file = join(folder, 'grown')
  await writeFile(file, 'more')
  await t.throwsAsync(tarOf([{ path: 'grown', file, size: 1 }], noTime).toArray(), {
    message: /size/i,
  })
})

test('two entries of one name are refused', (t) => {
  const twice = { path: 'a', content: Buffer.from('') }
  t.throws(() => tarOf([twice, twice], noTime), { message: 'two entries are named a' })
})
