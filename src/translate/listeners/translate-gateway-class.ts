// A GatewayClass of ours: "Implementations MUST populate status on all GatewayClass resources which
// specify their controller name" (gatewayclass_types.go). Changes to a class count for the Gateways
// that it has already.
import type { GatewayClass } from '../../resources/gateway-api.ts'
import { classIsFine, parametersNotRead } from '../../status/conditions/gateway-class-conditions.ts'
import { judged, observedAt, type Problem } from '../../status/judged.ts'
import type { GatewayClassStatus } from '../../status/object-status.ts'
import { supportedVersion } from '../../status/supported-version.ts'
import { featuresOf } from '../../status/supported-features.ts'
import { unknownInClass } from '../../status/conditions/unknown-field-conditions.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import { memoised, type Reads } from '../incremental/reads.ts'

export function isClassAccepted(gatewayClass: GatewayClass): boolean {
  return problemsOf(gatewayClass).length === 0
}

function problemsOf(gatewayClass: GatewayClass): readonly Problem[] {
  const { parametersRef } = gatewayClass.spec
  return [
    ...(parametersRef ? [parametersNotRead(parametersRef)] : []),
    ...unknownFields(gatewayClass).map(unknownInClass),
  ]
}

export const translateGatewayClass = memoised(
  (gatewayClass: GatewayClass, reads: Reads): GatewayClassStatus => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    name: gatewayClass.metadata.name,
    generation: gatewayClass.metadata.generation,
    status: {
      conditions: observedAt(gatewayClass.metadata.generation, [
        judged('Accepted', problemsOf(gatewayClass), { fine: classIsFine }),
        supportedVersion(reads.crds()),
      ]),
      supportedFeatures: featuresOf(reads.crds()).map((name) => ({ name })),
    },
  }),
)
