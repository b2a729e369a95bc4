// What the pods are started with, compared with what `rauta run` takes.
import process from 'node:process'
import test from 'ava'
import { Command } from 'commander'
import { addRunCommand } from '../src/cli/run-command.ts'
import type { SocketAddress } from '../src/cli/socket-address.ts'
import { modes } from './manifests.ts'
import { objectsOfMode, workloadOf } from './test-manifest.ts'

const program = new Command()
addRunCommand(program, { out: process.stdout, errors: process.stderr, exit() {} })
const run = program.commands[0]!

for (const mode of modes) {
  test(`${mode}: the pods run rauta in this mode, with variables that it reads`, async (t) => {
    const [container] = workloadOf(await objectsOfMode(mode)).spec.template.spec.containers
    t.deepEqual(container.args, [run.name(), `--addresses=${mode}`])
    t.true(option('--addresses').argChoices?.includes(mode))
    const known = new Set(run.options.map(({ envVar }) => envVar))
    const unknown = container.env.filter(({ name }) => !known.has(name))
    t.deepEqual(unknown, [])
    const hasRange = container.env.some(({ name }) => name === option('--pool-range').envVar)
    t.is(hasRange, mode === 'pool')
  })

  test(`${mode}: the kubelet waits longer than rauta takes to end`, async (t) => {
    const { terminationGracePeriodSeconds } = workloadOf(await objectsOfMode(mode)).spec.template
      .spec
    const endsWithinMs = defaultOf<number>('--drain-delay') + defaultOf<number>('--grace')
    t.true(terminationGracePeriodSeconds * 1000 >= endsWithinMs + 3000, `${endsWithinMs}`)
  })

  test(`${mode}: the health port is the one that rauta opens to others`, async (t) => {
    const [container] = workloadOf(await objectsOfMode(mode)).spec.template.spec.containers
    const health = defaultOf<SocketAddress>('--health')
    t.deepEqual(health, { address: '0.0.0.0', port: container.ports[0]!.containerPort })
  })
}

function option(long: string) {
  const found = run.options.find((one) => one.long === long)
  if (!found) throw new Error(`rauta run has no ${long}`)
  return found
}

function defaultOf<T>(long: string): T {
  // Commander keeps defaults untyped.
  return option(long).defaultValue as T
}
