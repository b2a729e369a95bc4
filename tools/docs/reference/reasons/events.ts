// Reasons of Events.
import { asUsual, nothingToDo, type Reason } from './reason.ts'

/** Reasons of Events that are no condition's; of all others the Event has the condition's reason. */
export const eventReasons: Readonly<
  Record<string, Reason & { readonly type: 'Normal' | 'Warning' }>
> = {
  Programmed: {
    type: 'Normal',
    means: 'The Gateway is served for the first time.',
    traffic: asUsual,
    fix: nothingToDo,
  },
  NotServed: {
    type: 'Warning',
    means:
      'Every reference of the object is invalid: for example, its GatewayClass or Gateway does not exist. No controller serves the object, and it gets no status.',
    traffic: 'The object gets no traffic.',
    fix: 'Correct the reference that the message names.',
  },
  InvalidReference: {
    type: 'Warning',
    means: 'One reference of the object is invalid, and another is valid.',
    traffic: 'The object is served by its other references.',
    fix: 'Correct or remove the reference.',
  },
  NameTaken: {
    type: 'Warning',
    means:
      'Rauta needs a Service or an EndpointSlice with this name for the Gateway, but an object with this name exists and does not belong to the Gateway.',
    traffic: 'The Gateway gets no load balancer.',
    fix: 'Rename the Gateway, or delete the other object if nobody uses it.',
  },
  Refused: {
    type: 'Warning',
    means:
      'The API server refuses a Service or an EndpointSlice that Rauta makes for this Gateway.',
    traffic: 'The Gateway gets no load balancer, or an old one.',
    fix: 'Follow the message of the API server: mostly an admission policy, a quota or missing rights.',
  },
}
