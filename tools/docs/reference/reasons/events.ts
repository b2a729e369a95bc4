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
      'All references of the object lead nowhere, such as a GatewayClass or Gateway that does not exist: nobody serves it, and it gets no status.',
    traffic: 'The object gets no traffic.',
    fix: 'Correct the reference that the message names.',
  },
  InvalidReference: {
    type: 'Warning',
    means: 'One of several references of the object leads nowhere.',
    traffic: 'The object is served by its other references.',
    fix: 'Correct or remove the reference.',
  },
  NameTaken: {
    type: 'Warning',
    means:
      'An object of the name that Rauta needs for this Gateway (a Service or an EndpointSlice) belongs to somebody else.',
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
