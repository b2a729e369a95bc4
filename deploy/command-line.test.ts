// What the pods are started with, compared with what `rauta run` takes.
import test from 'ava'
import type { SocketAddress } from '../src/gateway/words/socket-address.ts'
import { modes } from './manifests.ts'
import { objectsOfMode, theOne, workloadOf } from './manifest-objects.ts'
import { installOf, refusedArguments, runCommand, runOption } from './test-run-command.ts'

for (const mode of modes) {
  test(`${mode}: the pods run rauta in this mode, with variables that it reads`, async (t) => {
    const { containers } = workloadOf(await objectsOfMode(mode)).spec.template.spec
    const [{ args, env }] = containers
    t.deepEqual(args, ['run', `--addresses=${mode}`])
    t.deepEqual(refusedArguments(args), [])
    const known = new Set(runCommand.options.map(({ envVar }) => envVar))
    const unknown = env.filter(({ name }) => !known.has(name))
    t.deepEqual(unknown, [])
    const hasRange = env.some(({ name }) => name === runOption('--pool-range').envVar)
    t.is(hasRange, mode === 'pool')
  })

  test(`${mode}: the Service for metrics has the name by which rauta run looks for it`, async (t) => {
    const objects = await objectsOfMode(mode)
    const [{ args }] = workloadOf(objects).spec.template.spec.containers
    t.is(theOne(objects, 'Service').metadata.name, `${installOf(args)}-metrics`)
  })

  test(`${mode}: the kubelet waits longer than rauta takes to end`, async (t) => {
    const { spec } = workloadOf(await objectsOfMode(mode)).spec.template
    // Commander keeps defaults untyped.
    const endsWithinMs = ['--drain-delay', '--grace']
      .map((long) => runOption(long).defaultValue as number)
      .reduce((sum, each) => sum + each)
    t.true(spec.terminationGracePeriodSeconds * 1000 >= endsWithinMs + 3000, `${endsWithinMs}`)
  })

  test(`${mode}: the health port is the one that rauta opens to others`, async (t) => {
    const [container] = workloadOf(await objectsOfMode(mode)).spec.template.spec.containers
    const health = runOption('--health').defaultValue as SocketAddress
    t.deepEqual(health, { address: '0.0.0.0', port: container.ports[0]!.containerPort })
  })
}

test('what rauta run would refuse is noticed', (t) => {
  const args = ['run', '--addresses=host', '--addresses=hosts', '--adress=host', '--install']
  t.deepEqual(refusedArguments(args), args.slice(2))
  t.deepEqual(refusedArguments(['serve']), ['serve'])
})
