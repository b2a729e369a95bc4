import test from 'ava'
import { gatewayServiceName } from '../../resources/gateway-service.ts'
import { gatewayObject, ownService } from '../../testing/cluster/gateways.ts'
import { unmanagedReason } from './unmanaged-reason.ts'

const web = gatewayObject('web')

function anothers(owner?: object) {
  const { metadata, ...rest } = ownService('web-rauta')
  return {
    ...rest,
    metadata: { ...metadata, ...(owner ? { ownerReferences: [owner] } : { labels: {} }) },
  }
}

test('nobody is told to delete what another controller would make anew', (t) => {
  const why = unmanagedReason(anothers({ kind: 'Other', name: 'x', controller: true }), web) ?? ''
  t.regex(why, /it belongs to Other x\. Rauta does not change it; rename the Gateway$/)
  t.notRegex(why, /delete/i)
})

test('who has the name may be in use, and the Gateway gets its own under another name', (t) => {
  t.regex(
    unmanagedReason(anothers(), web) ?? '',
    /rename the Gateway, or delete .* if nobody uses it/,
  )
  const renamed = gatewayObject('front')
  t.not(gatewayServiceName(renamed), anothers().metadata.name)
  t.is(unmanagedReason({ ...ownService(gatewayServiceName(renamed)) }, renamed), undefined)
})
