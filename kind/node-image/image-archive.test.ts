import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { runCommand } from '../../tools/run-command.ts'
import { writeImageArchive } from './image-archive.ts'

test('the same folder gives the same bytes, whenever it was written', async (t) => {
  const work = await mkdtemp(join(tmpdir(), 'rauta-archive-test-'))
  t.teardown(() => rm(work, { recursive: true, force: true }))
  const name = 'localhost/tried:1'
  const image = {
    name,
    otherNames: ['localhost/tried:2'],
    folder: join(work, 'root'),
    config: { Cmd: ['/a'] },
  }
  await mkdir(image.folder)
  await writeFile(join(image.folder, 'a'), 'content')
  await mkdir(join(image.folder, 'folder'))
  await symlink('../a', join(image.folder, 'folder/inner'))
  await symlink('folder', join(image.folder, 'other'))
  const [first, second] = [join(work, 'first.tar'), join(work, 'second.tar')]
  await writeImageArchive({ ...image, archive: first })
  await utimes(join(image.folder, 'a'), 1, 1)
  await writeImageArchive({ ...image, archive: second })
  t.true((await readFile(first)).equals(await readFile(second)))
  const manifest = JSON.parse(await runCommand('tar', ['-xOf', first, 'manifest.json']))
  t.deepEqual(manifest[0].RepoTags, ['localhost/tried:1', 'localhost/tried:2'])
  const { config } = JSON.parse(await runCommand('tar', ['-xOf', first, manifest[0].Config]))
  t.deepEqual(config, { Cmd: ['/a'] })
  await runCommand('tar', ['-xf', first, '-C', work, manifest[0].Layers[0]])
  const listing = await runCommand('tar', ['-tf', join(work, manifest[0].Layers[0])])
  const names = listing
    .trim()
    .split('\n')
    .map((path) => path.replace(/\/$/, ''))
  t.deepEqual(names, ['a', 'folder', 'folder/inner', 'other'])
})
