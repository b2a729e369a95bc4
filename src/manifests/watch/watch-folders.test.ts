import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { watchFolders } from './watch-folders.ts'

test('where the system gives no watch, folders are looked at again and again', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { promise, resolve } = Promise.withResolvers<readonly (string | null)[]>()
  const events: (string | null)[] = []
  const watch = watchFolders({
    pollMs: 5,
    watch: () => {
      throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' })
    },
    onEvent: (_folder, name) => {
      if (events.push(name) === 3) resolve(events)
    },
  })
  t.teardown(() => watch.close())
  t.false(watch.follow([folder]))
  t.deepEqual(await promise, [null, null, null])
})

test('a folder is new once, and a missing one is not watched', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const watch = watchFolders({ onEvent: () => {} })
  t.teardown(() => watch.close())
  t.true(watch.follow([folder, join(folder, 'missing')]))
  t.false(watch.follow([folder, join(folder, 'missing')]))
  t.false(watch.follow([]))
  t.true(watch.follow([folder]))
})
