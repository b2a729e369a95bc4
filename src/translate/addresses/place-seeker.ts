// A Gateway that wants a place. One that is not valid gets none that others could use.
import type { Service } from '../../resources/core.ts'
import type { Gateway } from '../../resources/gateway-api.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'

export interface PlaceSeeker {
  readonly gateway: Gateway
  /** Those of its ListenerSets. */
  readonly portsOfSets: readonly GatewayPort[]
  /** Its class and its parameters do not speak against it. */
  readonly isValid: boolean
}

export interface ServiceSeeker extends PlaceSeeker {
  /** That by which its own Service is called, whosever it is. */
  readonly service: Service | undefined
}
