import test from 'ava'
import type { V1ServicePort } from '@kubernetes/client-node'
import { echoDeployment } from './echo-deployment.ts'

const podOf = (ports: readonly V1ServicePort[]) => {
  const service = {
    metadata: { name: 'names', namespace: 'shop' },
    spec: { selector: { app: 'names' }, ports: [...ports] },
  }
  const [container] =
    echoDeployment(service, { image: 'rauta' }).spec?.template.spec?.containers ?? []
  return container
}

test('an echo pod has the port that its Service names by TCP, which is what no protocol means', (t) => {
  const pod = podOf([{ port: 80, targetPort: 8080 }])
  t.true(pod?.args?.includes('--port=8080'))
  t.false(pod?.args?.some((flag) => flag.startsWith('--udp-port')))
  t.deepEqual(pod?.ports, [{ containerPort: 8080 }])
})

test('and the one by UDP, in whichever order they are', (t) => {
  const pod = podOf([
    { name: 'udp', protocol: 'UDP', port: 53, targetPort: 5353 },
    { name: 'tcp', protocol: 'TCP', port: 53, targetPort: 8080 },
  ])
  t.true(pod?.args?.includes('--port=8080'))
  t.true(pod?.args?.includes('--udp-port=5353'))
  t.deepEqual(pod?.ports, [{ containerPort: 8080 }, { containerPort: 5353, protocol: 'UDP' }])
})
