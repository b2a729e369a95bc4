import { mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readManifestBytes, readManifestFile } from './manifest-file.ts'
import { describeProblem } from './manifest-problem.ts'

const configMap = (name: string) =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`

async function manifest(t: ExecutionContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'a.yaml')
  await writeFile(file, text)
  return file
}

// So long that a file of this test is always being written, and a time at which it rested.
const restMs = 600_000
const longAgo = new Date('2026-01-01')

test('a file that is being written stays what it was, and is whole once it rests', async (t) => {
  const file = await manifest(t, configMap('a') + configMap('b'))
  const { read: before } = await readManifestFile(file)
  t.is(before?.resources.length, 2)
  await writeFile(file, configMap('a'))
  t.deepEqual(await readManifestFile(file, { before, restMs }), { read: before, isBusy: true })
  await utimes(file, longAgo, longAgo)
  const { read, isBusy } = await readManifestFile(file, { before, restMs })
  t.deepEqual([read?.resources.length, isBusy], [1, false])
})

test('a new file that is being written is not there yet', async (t) => {
  const file = await manifest(t, configMap('a'))
  t.deepEqual(await readManifestFile(file, { restMs }), { isBusy: true })
})

test('another file in its place is whole, unless it is written to until it was read', async (t) => {
  const file = await manifest(t, configMap('a') + configMap('b'))
  const { read: before } = await readManifestFile(file)
  const replace = async (text: string) => {
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }
  const stays = { read: before, isBusy: true }
  await replace(configMap('a'))
  t.deepEqual(await readManifestFile(file, { before, restMs }), stays)
  let asked = 0
  const mayBePut = () => asked++ === 0
  t.deepEqual(await readManifestFile(file, { before, restMs, mayBePut }), stays)
  const { read, isBusy } = await readManifestFile(file, { before, restMs, mayBePut: () => true })
  t.deepEqual([read?.resources.length, isBusy], [1, false])
  await replace('')
  t.like(await readManifestFile(file, { before, restMs, mayBePut: () => true }), stays)
  await replace(configMap('c'))
  const { read: third } = await readManifestFile(file, { before, restMs, mayBePut: () => true })
  await writeFile(file, configMap('d'))
  const again = await readManifestFile(file, { before: third, restMs, mayBePut: () => true })
  t.deepEqual(again, { read: third, isBusy: true })
})

test('a file that was just written is read where nobody asks for a rest', async (t) => {
  const file = await manifest(t, '')
  for (let i = 0; i < 500; i++) {
    await writeFile(file, configMap(`a${i}`))
    const { read } = await readManifestFile(file)
    if (read?.resources.length !== 1) return t.fail(`not read after ${i} writes`)
  }
  t.pass()
})

test('a file that is as it was is not read again', async (t) => {
  const file = await manifest(t, configMap('a'))
  await utimes(file, longAgo, longAgo)
  const { read: before } = await readManifestFile(file)
  t.is((await readManifestFile(file, { before })).read, before)
})

test('a document that is as it was gives the same object', async (t) => {
  const file = await manifest(t, configMap('a') + configMap('b'))
  const { read: before } = await readManifestFile(file)
  await writeFile(file, `${configMap('new')}${configMap('b')}`)
  const { read } = await readManifestFile(file, { before })
  t.is(read?.resources[1]?.resource, before?.resources[1]?.resource)
  t.not(read?.resources[0]?.resource, before?.resources[0]?.resource)
})

for (const [bytes, found] of [
  [[0xff, 0xfe, 0x61, 0], 'UTF-16; save it as UTF-8'],
  [[0xfe, 0xff, 0, 0x61], 'UTF-16; save it as UTF-8'],
  [[0x61, 0xe9, 0x0a], 'the byte 0xe9 in line 1'],
  [[0x61, 0x0a, 0xc3, 0xa9, 0xff], 'the byte 0xff in line 2'],
  [[0xef, 0xbb, 0xbf, 0x0a, 0x80], 'the byte 0x80 in line 2'],
  [[0x61, 0xe2, 0x82], 'the byte 0xe2 in line 1'],
] as const)
  test(`of the bytes ${bytes.join(' ')} it is said that they are ${found}`, async (t) => {
    const bytesOf = async () => Uint8Array.from(bytes)
    t.deepEqual((await readManifestBytes('a.yaml', bytesOf)).problems.map(describeProblem), [
      `a.yaml: expected UTF-8 text, found ${found}`,
    ])
  })

test('a file that is much too large is not read, and told like one that is too large', async (t) => {
  const file = await manifest(t, '')
  await truncate(file, 33 * 1024 * 1024)
  const { read } = await readManifestFile(file)
  t.deepEqual(read?.problems.map(describeProblem), [
    `${file}: expected a file of at most 8 MB (split it), found 33.00 MB`,
  ])
})
