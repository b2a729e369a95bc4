import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { clusterChoice, clusterKind } from './cluster-choice.ts'

test('without CLUSTER, or with an empty one, the choice is auto', (t) => {
  t.is(clusterChoice(undefined), 'auto')
  t.is(clusterChoice(''), 'auto')
})

for (const choice of ['auto', 'k3s', 'kind', 'existing'] as const)
  test(`CLUSTER=${choice} is taken as it is`, (t) => {
    t.is(clusterChoice(choice), choice)
  })

test('another CLUSTER is refused, and the message names the choices', (t) => {
  t.throws(() => clusterChoice('minikube'), {
    message: 'CLUSTER is one of auto, k3s, kind, existing; it is "minikube"',
  })
})

test('auto is kind for a cluster that stays, where kind can be used', async (t) => {
  const usable = { choice: 'auto', isKindUsable: async () => true } as const
  t.is(await clusterKind({ ...usable, stays: true }), 'kind')
  t.is(await clusterKind({ ...usable, stays: false }), 'k3s')
  t.is(await clusterKind({ ...usable, stays: true, isKindUsable: async () => false }), 'k3s')
})

test('a choice by name is what it says, and nothing is looked for', async (t) => {
  const isKindUsable = () => Promise.reject(new Error('asked'))
  for (const choice of ['k3s', 'kind', 'existing'] as const)
    t.is(await clusterKind({ choice, stays: true, isKindUsable }), choice)
  t.is(await clusterKind({ choice: 'auto', stays: false, isKindUsable }), 'k3s')
})

const seenByARecipe: readonly (readonly [what: string, setting: Setting, seen: string])[] = [
  ['given to make, asks for its cluster', { args: ['KUBECONFIG=some'] }, 'existing'],
  ['of the environment, asks for nothing', { env: { KUBECONFIG: 'some' } }, ''],
  ['with a CLUSTER does not change it', { args: ['KUBECONFIG=some', 'CLUSTER=kind'] }, 'kind'],
  [
    'with a CLUSTER of the environment does not change it',
    { args: ['KUBECONFIG=some'], env: { CLUSTER: 'k3s' } },
    'k3s',
  ],
]

interface Setting {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

for (const [what, { args = [], env = {} }, seen] of seenByARecipe)
  test(`a KUBECONFIG ${what}`, async (t) => {
    const recipe = '--eval=seen: ; @echo "$$CLUSTER"'
    const { PATH = '' } = process.env
    const { stdout } = await promisify(execFile)('make', ['-s', recipe, 'seen', ...args], {
      cwd: join(import.meta.dirname, '..'),
      env: { PATH, ...env },
    })
    t.is(stdout.trim(), seen)
  })
