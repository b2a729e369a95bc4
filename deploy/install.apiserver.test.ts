// What a user types, against a real API server: `kubectl apply` of each file, and what its pods may do.
import { join } from 'node:path'
import anyTest, { type TestFn } from 'ava'
import { gatewayApiModule } from '../tools/generate/crds.ts'
import { deploy, manifests, modes } from './manifests.ts'
import { allThatMay } from './test-authorizer.ts'
import { lines, startTestCluster, type TestCluster } from './test-cluster.ts'
import { objectsOfMode, podOf, workloadOf } from './manifest-objects.ts'
import { linesOf, neededPermissions } from './test-permissions.ts'

const test = anyTest as TestFn<TestCluster>

test.before(async (t) => {
  t.context = await startTestCluster(t)
})

test.after.always(({ context }) => context.close())

for (const mode of modes) {
  const file = join(deploy, manifests[mode])

  test.serial(`${mode}: a dry run on the server takes the file`, async (t) => {
    const { kubectl } = t.context
    // What is in a namespace can't be tried before the namespace is there.
    await kubectl.run(['create', '--save-config', 'namespace', 'rauta-system'])
    const { code, stdout, stderr } = await kubectl.run(['apply', '--dry-run=server', '-f', file])
    t.deepEqual([code, stderr], [0, ''])
    const taken = lines(stdout).filter((line) => line.endsWith(' (server dry run)'))
    t.is(taken.length, (await objectsOfMode(mode)).length)
  })
}

for (const mode of modes) {
  const file = join(deploy, manifests[mode])

  test.serial(
    `${mode}: kubectl applies the file without a warning, and then finds no difference`,
    async (t) => {
      const { kubectl } = t.context
      const applied = await kubectl.run(['apply', '-f', file])
      t.deepEqual([applied.code, applied.stderr], [0, ''])
      t.deepEqual(await kubectl.run(['diff', '-f', file]), { code: 0, stdout: '', stderr: '' })
    },
  )

  test.serial(`${mode}: the pods are admitted, at this level of pod security`, async (t) => {
    const { kubectl } = t.context
    const pod = podOf(workloadOf(await objectsOfMode(mode)))
    const admitted = await kubectl.run(['create', '--dry-run=server', '-f', '-'], pod)
    t.deepEqual([admitted.code, admitted.stderr], [0, ''])
    const level = mode === 'service' ? 'restricted' : 'privileged'
    const { stdout } = await kubectl.run(['get', 'namespace', 'rauta-system', '-o', 'yaml'])
    t.true(stdout.includes(`pod-security.kubernetes.io/enforce: ${level}`))
  })
}

test.serial('the account may do what the code asks for, and nothing else anywhere', async (t) => {
  const { kubectl, api } = t.context
  await kubectl.run(['apply', '-f', join(deploy, manifests.host)])
  const others = ['httproutes.example.com', 'xmeshes.gateway.networking.x-k8s.io'].map((name) => ({
    group: 'apiextensions.k8s.io',
    resource: 'customresourcedefinitions',
    name,
  }))
  const named = [...neededPermissions.filter(({ name }) => name !== undefined), ...others]
  const account = 'system:serviceaccount:rauta-system:rauta'
  const allowed = await allThatMay(api, account, named)
  t.deepEqual(linesOf(allowed), linesOf(neededPermissions))
})

for (const mode of ['host', 'pool'] as const) {
  test.serial(`${mode}: a namespace at a stricter level would not take the pods`, async (t) => {
    const { kubectl } = t.context
    const level = 'pod-security.kubernetes.io/enforce=baseline'
    await kubectl.run(['label', '--overwrite', 'namespace', 'rauta-system', level])
    const pod = podOf(workloadOf(await objectsOfMode(mode)))
    const { code, stderr } = await kubectl.run(['create', '--dry-run=server', '-f', '-'], pod)
    t.is(code, 1)
    t.regex(
      stderr,
      /violates PodSecurity "baseline:latest": .*host namespaces \(hostNetwork=true\)/,
    )
  })
}

test.serial(
  'before the CRDs all but the GatewayClass is applied; the standard channel is enough',
  async (t) => {
    const { kubectl, close } = await startTestCluster(t, { crds: false })
    t.teardown(close)
    const apply = () => kubectl.run(['apply', '-f', join(deploy, manifests.host)])
    const { code, stdout, stderr } = await apply()
    t.is(code, 1)
    t.is(lines(stdout).length, (await objectsOfMode('host')).length - 1)
    t.regex(stderr, /no matches for kind "GatewayClass".*\nensure CRDs are installed first/)
    const crds = join(await gatewayApiModule(), 'config/crd/standard')
    const installed = await kubectl.run(['apply', '--server-side', '-f', crds])
    t.deepEqual([installed.code, installed.stderr], [0, ''])
    await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all'])
    t.is((await apply()).code, 0)
    const served = await kubectl.run(['api-resources', '-o', 'name'])
    for (const { group, resource } of neededPermissions.filter(({ verb }) => verb === 'list'))
      t.true(
        lines(served.stdout).includes(group === '' ? resource : `${resource}.${group}`),
        resource,
      )
  },
)
