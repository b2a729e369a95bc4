import test from 'ava'
import { clusterChoice } from './cluster-choice.ts'

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
