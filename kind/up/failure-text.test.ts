import test from 'ava'
import { failureText } from './failure-text.ts'
import { kubeconfigFile, removeKubeconfig, writeKubeconfig } from '../kubeconfig-file.ts'

test('of a cluster that came up it says how kubectl finds it', async (t) => {
  const name = `failed-${process.pid}`
  await writeKubeconfig(name, '')
  t.teardown(() => removeKubeconfig(name))
  const text = await failureText('waited 90 s for it', name)
  t.true(text.startsWith('\nkind-up: waited 90 s for it\n\n'))
  t.true(text.includes(`\n  export KUBECONFIG=${kubeconfigFile(name)}\n`), text)
  t.regex(text, /Again: make kind-up\. Away with what came up: make kind-down\.\n$/)
})

for (const [what, name] of [
  ['did not come up', 'never-up'],
  ['has no name', undefined],
] as const)
  test(`of a cluster that ${what} it names no kubeconfig`, async (t) => {
    t.notRegex(await failureText('no Docker answers', name), /KUBECONFIG/)
  })
