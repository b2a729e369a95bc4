// What a command loads is what it needs: every file costs time at each start, and memory for as long as it runs.
import test from 'ava'
import { modulesLoadedBy } from '../testing/cli/loaded-modules.ts'

test('what strips types is not loaded where the compile cache has all files', async (t) => {
  await modulesLoadedBy(['version'])
  const { builtins } = await modulesLoadedBy(['version'])
  t.true(builtins.length > 50)
  t.deepEqual(
    builtins.filter((name) => name.includes('amaro')),
    [],
  )
})
