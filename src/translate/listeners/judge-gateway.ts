// A Gateway looked at alone: its class, its place, the fields that have no effect, its listeners.
import type { Gateway } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { noListenerOnPort } from '../../status/conditions/client-validation-conditions.ts'
import { fieldNotServed } from '../../status/conditions/rule-conditions.ts'
import type { Place } from '../words/place.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import type { TranslateOptions } from '../words/translation.ts'
import { idlePorts } from './client-validation.ts'
import { clientCertificateOf } from './client-certificate.ts'
import { conflictsInside } from './conflicts-inside.ts'
import { gatewayProblems } from './gateway-problems.ts'
import { allowedListenersProblems } from './allowed-listeners.ts'
import { judgeListener } from './judge-listener.ts'
import type { JudgedGateway } from './judged-gateway.ts'

export function createGatewayJudge({
  hasGatewayServices = false,
}: Pick<TranslateOptions, 'hasGatewayServices'>) {
  return memoised((gateway: Gateway, reads: Reads): JudgedGateway => {
    const { spec } = gateway
    const key = keyOf(gateway)
    const place = reads.placeOf(key) ?? noPlace
    const unknown = unknownFields(gateway)
    const conflicts = conflictsInside([...spec.listeners.entries()])
    return {
      key,
      gateway,
      place,
      notAccepted: [...gatewayProblems(gateway, reads), ...place.refused],
      notServed: [
        ...fieldsNotServed(gateway, hasGatewayServices),
        ...allowedListenersProblems(gateway),
        ...idlePorts(gateway).map(({ path, port }) => noListenerOnPort(path, port)),
      ],
      clientCertificate: clientCertificateOf(gateway, reads),
      listeners: spec.listeners.map((listener, index) =>
        judgeListener(reads, {
          gateway,
          owner: gateway,
          unknown,
          listener,
          index,
          place: place.listeners[index],
          conflict: conflicts.get(index),
        }),
      ),
    }
  })
}

const noPlace: Place = {
  listeners: [],
  ofSets: {},
  addresses: [],
  isReserved: false,
  refused: [],
  unusable: undefined,
  unreachable: undefined,
}

function fieldsNotServed(gateway: Gateway, hasGatewayServices: boolean): readonly string[] {
  const { infrastructure, defaultScope } = gateway.spec
  const { labels, annotations } = hasGatewayServices ? {} : (infrastructure ?? {})
  return [
    ...(labels ? ['spec.infrastructure.labels'] : []),
    ...(annotations ? ['spec.infrastructure.annotations'] : []),
    ...(defaultScope === 'All' ? ['spec.defaultScope'] : []),
  ].map(fieldNotServed)
}
