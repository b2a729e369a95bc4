import test from 'ava'
import { modes } from '../deploy/manifests.ts'
import { rautaObjects, rautaWorkload } from './rauta-objects.ts'

test('the range of addresses stands after the Namespace and before what reads it', async (t) => {
  const names = namesOf(await rautaObjects('pool', '10.0.0.0/24'))
  t.deepEqual(names.slice(0, 2), ['Namespace rauta-system', 'ConfigMap rauta-pool'])
  t.true(names.includes('GatewayClass rauta'))
})

test('pool mode without a range is refused', async (t) => {
  await t.throwsAsync(rautaObjects('pool'), { message: /needs a range/ })
})

for (const mode of modes)
  test(`${mode} mode has the one workload that is waited for`, async (t) => {
    const names = namesOf(await rautaObjects(mode, '10.0.0.0/24'))
    const { kind, name } = rautaWorkload(mode)
    t.deepEqual(
      names.filter((each) => /^(DaemonSet|Deployment) /.test(each)),
      [`${kind} ${name}`],
    )
  })

function namesOf(objects: Awaited<ReturnType<typeof rautaObjects>>): readonly string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`)
}
