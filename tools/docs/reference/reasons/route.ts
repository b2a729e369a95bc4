// Reasons of conditions on Route.
import {
  filterRepeated,
  rulesNotAccepted,
} from '../../../../src/status/conditions/rule-conditions.ts'
import { asUsual, grant, nothingToDo, type Part } from './reason.ts'

export const ofRoute: Part = {
  title: 'Route',
  stands:
    '`status.parents[].conditions` of an HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute: the route at one Gateway or ListenerSet.',
  reasons: {
    'Accepted=True Accepted': {
      means: 'The route is attached to the listeners that the message names.',
      traffic: 'Traffic flows, unless the message has a warning.',
      fix: 'Nothing, or what a warning in the message says.',
    },
    'Accepted=False NoMatchingParent': {
      means:
        'The `sectionName` or `port` of the parentRef fits no listener of the Gateway, or the ListenerSet is not allowed by its Gateway.',
      traffic: 'The route gets no traffic by this parent.',
      fix: 'Name a listener that the message lists.',
    },
    'Accepted=False NotAllowedByListeners': {
      means:
        'No listener takes the route: their `allowedRoutes` leave out its namespace or kind, or their protocol cannot carry the kind.',
      traffic: 'The route gets no traffic by this parent.',
      fix: 'Change the listener as the message says, or attach the route to another listener.',
    },
    'Accepted=False NoMatchingListenerHostname': {
      means:
        'None of the hostnames of the route is within the hostname of a listener that would take it. A listener with `*.example.com` takes `a.example.com`, and neither `example.com` nor `a.example.org`.',
      traffic: 'The route gets no traffic by this parent; requests for its hostnames get 404.',
      fix: 'Use a hostname in `spec.hostnames` that fits a listener, change or remove the hostname of the listener, or attach the route to another listener. The message lists what the listeners have.',
    },
    'Accepted=False HostnameConflict': {
      means:
        'An HTTPRoute and a GRPCRoute claim the same hostname at one listener, and the other one is older.',
      traffic: 'Requests for that hostname go to the other route.',
      fix: 'Give each of the two routes hostnames of its own.',
    },
    'Accepted=False UnsupportedValue': {
      means:
        'No rule of the route can be served, a field has a value that Gateway API does not define, a hostname is an IP address, or the route has a field that this version of Rauta does not support.',
      traffic:
        'The rules that the message names answer 500 (gRPC: INTERNAL). Hostnames that are IP addresses are left out.',
      fix: 'Correct or remove the fields that the message names.',
    },
    'Accepted=False IncompatibleFilters': {
      means:
        'The filters of a rule cannot be combined: a filter type is used twice but allowed only once, a redirect is used with a rewrite, or one header is changed twice.',
      traffic: 'The rule answers 500 (gRPC: INTERNAL).',
      fix: 'Remove or merge the filters that the message names.',
      example: rulesNotAccepted([filterRepeated('spec.rules[0].filters[1]', 'URLRewrite')]).message,
    },
    'ResolvedRefs=True ResolvedRefs': {
      means: 'Every backend that the route names exists.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'ResolvedRefs=False BackendNotFound': {
      means: 'A backend does not exist: no such Service, no such port, or no port given.',
      traffic:
        'Requests for that backend get 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
      fix: 'Create the Service, or correct name, namespace or port.',
    },
    'ResolvedRefs=False RefNotPermitted': {
      means:
        'A backend stands in another namespace, and no ReferenceGrant there allows this kind of route from this namespace.',
      traffic:
        'Requests for that backend get 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
      fix: grant,
    },
    'ResolvedRefs=False InvalidKind': {
      means: 'A backend is not a Service, or is a Service of type ExternalName.',
      traffic:
        'Requests for that backend get 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
      fix: 'Name a Service with EndpointSlices.',
    },
    'ResolvedRefs=False UnsupportedProtocol': {
      means:
        'The port of the Service has an `appProtocol` or a transport that the route cannot use, or a BackendTLSPolicy that is missing or invalid.',
      traffic:
        'Requests for that backend get 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
      fix: 'Correct `appProtocol`, name a port of the right transport, or create or correct the BackendTLSPolicy.',
    },
    'PartiallyInvalid=True UnsupportedValue': {
      means: 'Some rules of the route cannot be served as they are written, and others can.',
      traffic:
        'The dropped rules answer 500 (gRPC: INTERNAL); for TCP and UDP, the first rule gets all traffic. The other rules serve.',
      fix: 'Correct the rules that the message names.',
    },
  },
}
