// A GatewayClass of ours: "Implementations MUST populate status on all GatewayClass resources which
// specify their controller name" (gatewayclass_types.go). Changes to a class count for the Gateways
// that it has already.
import type { GatewayClass } from '../../resources/gateway-api.ts'
import { classIsFine, parametersNotRead } from '../../status/conditions/gateway-class-conditions.ts'
import { judged, observedAt } from '../../status/judged.ts'
import type { GatewayClassStatus } from '../../status/object-status.ts'
import { supportedVersion } from '../../status/supported-version.ts'
import { supportedFeatures } from '../../status/supported-features.ts'
import { memoised, type Reads } from '../incremental/reads.ts'

export function isClassAccepted({ spec }: GatewayClass): boolean {
  return spec.parametersRef === undefined
}

export const translateGatewayClass = memoised(
  ({ metadata, spec }: GatewayClass, reads: Reads): GatewayClassStatus => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    name: metadata.name,
    generation: metadata.generation,
    status: {
      conditions: observedAt(metadata.generation, [
        judged('Accepted', spec.parametersRef ? [parametersNotRead(spec.parametersRef)] : [], {
          fine: classIsFine,
        }),
        supportedVersion(reads.crds()),
      ]),
      supportedFeatures: supportedFeatures.map((name) => ({ name })),
    },
  }),
)
