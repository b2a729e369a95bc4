// What `make kind-up` and `make kind-down` refuse before anything is started.
import { join } from 'node:path'
import test from 'ava'
import { runProgram } from './test-program.ts'

const program = (name: string) => join(import.meta.dirname, `${name}.ts`)

test('an existing cluster is not brought up: it is told how to install Rauta there', async (t) => {
  const { code, stdout, stderr } = await runProgram(program('kind-up'), { CLUSTER: 'existing' })
  t.is(code, 1)
  t.is(stdout, '')
  t.regex(stderr, /brings up a cluster of its own.*\n?.*kubectl apply -f deploy\/rauta-daemonset/)
})

for (const name of ['kind-up', 'kind-down'])
  test(`${name} refuses a name that no container may have, in one sentence`, async (t) => {
    const { code, stderr } = await runProgram(program(name), { KIND_CLUSTER: '-x;y' })
    t.is(code, 1)
    t.regex(stderr, /KIND_CLUSTER is a name of lower-case letters.*"-x;y"/)
    t.notRegex(stderr, /\n {4}at /)
  })

test('an unknown CLUSTER is refused by both', async (t) => {
  for (const name of ['kind-up', 'kind-down']) {
    const { code, stderr } = await runProgram(program(name), { CLUSTER: 'minikube' })
    t.is(code, 1)
    t.regex(stderr, /CLUSTER is one of auto, k3s, kind, existing/)
  }
})
