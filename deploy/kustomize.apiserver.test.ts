// What is made by kustomize: the committed files, and the examples of what a user lays over an overlay,
// which a real API server takes.
import { join } from 'node:path'
import anyTest, { type TestFn } from 'ava'
import { buildObjects } from './build-objects.ts'
import { deploy, manifestOf, manifests, modes, readManifest } from './manifests.ts'
import { lines, startTestCluster, type TestCluster } from './test-cluster.ts'
import { objectsInText, podOf, theOne, workloadOf } from './manifest-objects.ts'
import { installOf, refusedArguments } from './test-run-command.ts'

const test = anyTest as TestFn<TestCluster>

const second = join(deploy, 'examples/second-install')
const changed = join(deploy, 'examples/changed')

test.before(async (t) => {
  t.context = await startTestCluster(t)
})

test.after.always(({ context }) => context.close())

for (const mode of modes) {
  test.serial(`${mode}: kustomize makes the committed file, and so does kubectl`, async (t) => {
    const overlay = join(deploy, 'overlays', mode)
    const objects = await buildObjects(overlay)
    t.is(await manifestOf(mode, objects), await readManifest(mode), '`make generate`, and commit')
    const { stdout } = await t.context.kubectl.run(['kustomize', overlay])
    t.is(stdout, objects)
  })
}

test.serial('kubectl apply -k takes a second install, which shares no object', async (t) => {
  const { kubectl } = t.context
  t.is((await kubectl.run(['apply', '-f', join(deploy, manifests.host)])).code, 0)
  const { code, stderr, stdout } = await kubectl.run(['apply', '-k', second])
  t.deepEqual([code, stderr], [0, ''])
  const shared = lines(stdout).filter((line) => !line.endsWith(' created'))
  t.deepEqual(shared, [])
  const objects = objectsInText(await buildObjects(second))
  const workload = workloadOf(objects)
  const admitted = await kubectl.run(['create', '--dry-run=server', '-f', '-'], podOf(workload))
  t.deepEqual([admitted.code, admitted.stderr], [0, ''])
  const [{ args }] = workload.spec.template.spec.containers
  t.deepEqual(refusedArguments(args), [])
  t.is(theOne(objects, 'Service').metadata.name, `${installOf(args)}-metrics`)
})

test.serial('kubectl apply -k takes an install with changes', async (t) => {
  const { kubectl } = t.context
  const { code, stderr } = await kubectl.run(['apply', '--dry-run=server', '-k', changed])
  t.deepEqual([code, stderr], [0, ''])
  const { template } = workloadOf(objectsInText(await buildObjects(changed))).spec
  const [{ image, args }] = template.spec.containers
  t.is(image, 'registry.example/rauta:0.1.0')
  t.deepEqual(refusedArguments(args), [])
})
