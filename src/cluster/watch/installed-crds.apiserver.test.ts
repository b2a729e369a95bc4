import test from 'ava'
import { gatewayApiVersion } from '../../status/gateway-api-version.ts'
import { crdNames, followCrds } from './installed-crds.ts'
import { eventually } from '../../testing/eventually.ts'
import { TestKubernetes } from '../../testing/cluster/kubernetes.ts'
import { keptLog } from '../../testing/cluster/log.ts'

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

test('of real CRDs version and channel are read, without their schemas, and a change is seen', async (t) => {
  const kubernetes = await TestKubernetes.start(t)
  const api = kubernetes.client()
  const log = keptLog()
  let changes = 0
  const followed = followCrds({
    api,
    log,
    onChange: () => (changes += 1),
    times: { againMs: 100, backOff: { firstMs: 50, mostMs: 500 } },
  })
  t.teardown(async () => {
    await followed.close()
    await kubernetes.stop()
  })
  await followed.looked()
  t.deepEqual(
    followed.current(),
    crdNames.map((name) => ({ name, bundleVersion: gatewayApiVersion, channel: 'experimental' })),
  )
  const path = `${crds}/${crdNames[0]}`
  const cut = await api.send({ path, onlyMetadata: true })
  t.like(cut, { kind: 'PartialObjectMetadata', metadata: { name: crdNames[0] } })
  t.false('spec' in (cut as object))

  const annotations = { 'gateway.networking.k8s.io/bundle-version': 'v1.5.0' }
  await api.send({ method: 'PATCH', path, body: { metadata: { annotations } } })
  await eventually(() => changes === 2)
  t.like(followed.current(), { 0: { bundleVersion: 'v1.5.0' } })
  t.deepEqual(log.lines, [])
})
