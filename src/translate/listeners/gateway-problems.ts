// What speaks against a Gateway as a whole, wherever it listens: its class, its parameters, and fields that
// are not known.
import type { Gateway } from '../../resources/gateway-api.ts'
import {
  classNotAccepted,
  gatewayParametersNotRead,
} from '../../status/conditions/gateway-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { unknownInGateway } from '../../status/conditions/unknown-field-conditions.ts'
import { outside, unknownFields } from '../fields/unknown-fields.ts'
import type { Reads } from '../incremental/reads.ts'
import { isClassAccepted } from './translate-gateway-class.ts'

export function gatewayProblems(gateway: Gateway, reads: Reads): readonly Problem[] {
  return [
    ...classProblems(gateway, reads),
    ...parametersProblems(gateway),
    ...outside(unknownFields(gateway), ['spec.listeners', 'spec.addresses']).map(unknownInGateway),
  ]
}

export function isGatewayValid(gateway: Gateway, reads: Reads): boolean {
  return gatewayProblems(gateway, reads).length === 0
}

function classProblems({ spec }: Gateway, reads: Reads): readonly Problem[] {
  const gatewayClass = reads.get('GatewayClass', spec.gatewayClassName)
  return !gatewayClass || isClassAccepted(gatewayClass)
    ? []
    : [classNotAccepted(spec.gatewayClassName)]
}

function parametersProblems({ spec }: Gateway): readonly Problem[] {
  const ref = spec.infrastructure?.parametersRef
  return ref ? [gatewayParametersNotRead(ref)] : []
}
