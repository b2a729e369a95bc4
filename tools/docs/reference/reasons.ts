// Every reason of a condition: what it means, what it does to traffic, and what to do. The conditions
// themselves are made in src/status; a test finds each of their reasons here, and each row in use.
import { tooManyPorts } from '../../../src/status/conditions/listenerset-conditions.ts'
import { rulesNotAccepted } from '../../../src/status/conditions/rule-conditions.ts'
import { filterRepeated } from '../../../src/status/conditions/rule-conditions.ts'
import { supportedVersion } from '../../../src/status/supported-version.ts'

export interface Reason {
  readonly means: string
  readonly traffic: string
  readonly fix: string
  /** A real message, where no golden case of src/translate has one. */
  readonly example?: string
}

export interface Part {
  readonly title: string
  readonly stands: string
  /** By `TYPE=STATUS REASON`. */
  readonly reasons: Readonly<Record<string, Reason>>
}

const nothingToDo = 'Nothing.'
const asUsual = 'Traffic flows.'
const notServed = 'The Gateway serves nothing.'
const listenerClosed = 'The listener serves nothing. The other listeners of the Gateway serve.'
const grant =
  'Create the ReferenceGrant that the message shows, in the namespace that owns the object. Or refer to an object in your own namespace.'

const listenerReasons: Part['reasons'] = {
  'Accepted=True Accepted': { means: 'The listener is valid.', traffic: asUsual, fix: nothingToDo },
  'Accepted=False UnsupportedProtocol': {
    means: 'Rauta does not support the protocol of the listener.',
    traffic: listenerClosed,
    fix: 'Use HTTP, HTTPS, TLS, TCP or UDP, in capitals.',
  },
  'Accepted=False UnsupportedValue': {
    means:
      'A field of the listener has a value that cannot be used: `tls` is missing or incomplete, the hostname is an IP address, or a namespace selector is missing or invalid.',
    traffic: listenerClosed,
    fix: 'Correct the field that the message names.',
  },
  'Accepted=False PortUnavailable': {
    means:
      'The port is beyond 65535 together with the port offset, or the gateway needs it itself (its admin or health server).',
    traffic: listenerClosed,
    fix: 'Choose another port, or another `--port-offset`, `--admin` or `--health`.',
  },
  'Accepted=False ProtocolConflict': {
    means: 'Another listener holds the same port for another protocol.',
    traffic:
      'Inside one Gateway none of the conflicting listeners is served. Between Gateways that share an address, and between ListenerSets, the older one is served.',
    fix: 'Give the listener a port of its own. See [what shares a port](../decisions/0019-what-shares-a-port.md).',
  },
  'Accepted=False HostnameConflict': {
    means: 'Another listener holds the same port with the same hostname.',
    traffic:
      'Inside one Gateway none of the conflicting listeners is served. Between Gateways that share an address, and between ListenerSets, the older one is served.',
    fix: 'Change the hostname or the port of one of them, or attach the routes to the other listener.',
  },
  'Accepted=False NoValidCACertificate': {
    means:
      'The Gateway asks clients for certificates, and none of the CA certificates that it refers to can be used.',
    traffic: 'The listener is closed: without a CA certificate no client can be verified.',
    fix: 'Mend the references that condition `ResolvedRefs` of the listener names.',
  },
  'Programmed=True Programmed': {
    means: 'The listener takes connections.',
    traffic: asUsual,
    fix: nothingToDo,
  },
  'Programmed=False Invalid': {
    means:
      'The listener is not served, because it or its Gateway is not accepted, because none of its certificates can be used, or because its Service leads to a port that cannot be opened.',
    traffic: listenerClosed,
    fix: 'Follow the message. Mostly `Accepted` or `ResolvedRefs` of the same listener has the cause.',
  },
  'Programmed=False Pending': {
    means:
      'The listener is valid and cannot take connections yet: its port could not be bound, or its Service or Service port does not exist yet.',
    traffic: 'The listener serves nothing yet. Rauta tries again by itself.',
    fix: 'If it stays, follow the message: free the port, allow the process to bind it, or look at the log for the Service.',
  },
  'ResolvedRefs=True ResolvedRefs': {
    means: 'Every object that the listener refers to exists and can be used.',
    traffic: asUsual,
    fix: nothingToDo,
  },
  'ResolvedRefs=False InvalidCertificateRef': {
    means:
      'A certificate reference names no usable Secret: it does not exist, is not of type `kubernetes.io/tls`, or its certificate and key cannot be used.',
    traffic:
      'The other certificates of the listener are served. Without any, the listener is closed. A certificate that worked before keeps serving until the gateway restarts.',
    fix: 'Create or correct the Secret: `kubectl create secret tls NAME --cert=FILE --key=FILE`.',
  },
  'ResolvedRefs=False RefNotPermitted': {
    means:
      'The listener refers to a Secret or ConfigMap in another namespace, and no ReferenceGrant there allows it.',
    traffic: 'The object is not used. A listener without any usable certificate is closed.',
    fix: grant,
  },
  'ResolvedRefs=False InvalidRouteKinds': {
    means:
      '`allowedRoutes.kinds` names a kind of route that a listener of this protocol cannot carry.',
    traffic: 'Routes of the other kinds in the list are served.',
    fix: 'Remove the kind, or use a listener of the right protocol.',
  },
  'ResolvedRefs=False InvalidCACertificateKind': {
    means:
      'A reference to CA certificates for clients names a kind other than ConfigMap or Secret.',
    traffic:
      'Clients are verified by the other CA certificates. Without any, the listener is closed.',
    fix: 'Refer to a ConfigMap with the certificates in its key `ca.crt`.',
  },
  'ResolvedRefs=False InvalidCACertificateRef': {
    means:
      'A reference to CA certificates for clients names an object that does not exist, or that has no usable certificate.',
    traffic:
      'Clients are verified by the other CA certificates. Without any, the listener is closed.',
    fix: 'Put PEM certificates into key `ca.crt` of the ConfigMap.',
  },
  'Conflicted=False NoConflicts': {
    means: 'No other listener claims the same traffic.',
    traffic: asUsual,
    fix: nothingToDo,
  },
  'Conflicted=True ProtocolConflict': {
    means: 'As `Accepted=False ProtocolConflict`; the two come together.',
    traffic: 'See there.',
    fix: 'See there.',
  },
  'Conflicted=True HostnameConflict': {
    means: 'As `Accepted=False HostnameConflict`; the two come together.',
    traffic: 'See there.',
    fix: 'See there.',
  },
  'OverlappingTLSConfig=True OverlappingCertificates': {
    means:
      'A certificate of this listener is valid for a name that a certificate of another listener on the same port is valid for too. A browser may reuse one connection for both.',
    traffic:
      'Traffic flows. A request on a connection that was made for the other listener gets 421, and the client makes a new connection. With protocol TLS it reaches the wrong backend.',
    fix: 'If it is not meant, give each listener a certificate with names of its own. Else nothing: this is advice.',
  },
  'OverlappingTLSConfig=True OverlappingHostnames': {
    means:
      'The hostname of another TLS listener on the same port overlaps with the hostname of this one, such as `*.example.com` and `a.example.com`.',
    traffic:
      'Traffic flows. A request on a connection that was made for the other listener gets 421, and the client makes a new connection. With protocol TLS it reaches the wrong backend.',
    fix: 'If it is not meant, give each listener a hostname of its own. Else nothing: this is advice.',
  },
}

export const parts: readonly Part[] = [
  {
    title: 'GatewayClass',
    stands: '`status.conditions` of a GatewayClass whose `spec.controllerName` is ours.',
    reasons: {
      'Accepted=True Accepted': {
        means: 'Gateways of this class are served.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Accepted=False InvalidParameters': {
        means: 'The class has a `parametersRef`, and Rauta has no parameters for classes.',
        traffic: 'No Gateway of the class is served.',
        fix: 'Remove `spec.parametersRef`.',
      },
      'SupportedVersion=True SupportedVersion': {
        means: 'The CRDs of Gateway API in the cluster are of the version that Rauta supports.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'SupportedVersion=False UnsupportedVersion': {
        means: 'The CRDs in the cluster are of another version, or name none.',
        traffic: 'Traffic flows. Fields of another version may be missing or not read.',
        fix: 'Install the CRDs of the version that the message names.',
        example: supportedVersion([
          { name: 'gateways.gateway.networking.k8s.io', bundleVersion: 'v1.4.0' },
        ]).message,
      },
      'SupportedVersion=Unknown Pending': {
        means: 'Rauta could not read the version of the CRDs.',
        traffic: 'No effect.',
        fix: 'Install the CRDs. If they are there, allow the service account to `get` them, as deploy/base does.',
        example: supportedVersion([]).message,
      },
    },
  },
  {
    title: 'Gateway',
    stands:
      '`status.conditions` of a Gateway: the Gateway as a whole. Its listeners have conditions of their own, below.',
    reasons: {
      'Accepted=True Accepted': {
        means: 'The Gateway is valid.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Accepted=True ListenersNotValid': {
        means: 'Some listeners are not valid, and others are.',
        traffic: 'The valid listeners serve.',
        fix: 'See the conditions of the listeners that the message names.',
      },
      'Accepted=False ListenersNotValid': {
        means: 'No listener is valid.',
        traffic: notServed,
        fix: 'See the conditions of the listeners.',
      },
      'Accepted=False Invalid': {
        means: 'The GatewayClass of the Gateway is not accepted.',
        traffic: notServed,
        fix: 'See the conditions of the GatewayClass.',
      },
      'Accepted=False InvalidParameters': {
        means:
          'The Gateway has `infrastructure.parametersRef`, and Rauta has no parameters for Gateways.',
        traffic: notServed,
        fix: 'Remove the field.',
      },
      'Accepted=False UnsupportedAddress': {
        means: '`spec.addresses` asks for a type of address that this install does not give.',
        traffic: notServed,
        fix: 'Use type IPAddress, or remove `spec.addresses`.',
      },
      'Programmed=True Programmed': {
        means: 'All valid listeners take connections, at the addresses in `status.addresses`.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Programmed=False Invalid': {
        means:
          'Nothing of the Gateway is served: it is not accepted, none of its listeners is served, or its Service leads to a port that cannot be opened.',
        traffic: notServed,
        fix: 'Follow the message; `Accepted` of the Gateway or of its listeners has the cause.',
      },
      'Programmed=False Pending': {
        means: 'At least one valid listener cannot take connections yet.',
        traffic: 'The listeners that are not named serve.',
        fix: 'If it stays, see `Programmed` of the listeners that the message names.',
      },
      'Programmed=False AddressNotAssigned': {
        means:
          'The Gateway has no address: no proxy is ready yet (mode `host`), the pool is exhausted (mode `pool`), or the load balancer has given none yet (mode `service`).',
        traffic: 'No traffic reaches the Gateway, or not by an address that its status names.',
        fix: 'Mode `host`: look at the pods of Rauta. Mode `pool`: delete a Gateway, or give a larger `--pool-range`. Mode `service`: look at the events of the Service that the message names.',
      },
      'Programmed=False AddressNotUsable': {
        means:
          'The address that `spec.addresses` asks for cannot be had: it is not an address of this install, or another Gateway holds it.',
        traffic:
          'Mode `pool` and `rauta serve`: the Gateway serves nothing. Modes `host` and `service`: the listeners serve, but not at that address.',
        fix: 'Ask for an address that the message names, or remove `spec.addresses`.',
      },
      'ResolvedRefs=True ResolvedRefs': {
        means: 'Every object that the Gateway and its listeners refer to exists and can be used.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'ResolvedRefs=False ListenersNotResolved': {
        means: '`ResolvedRefs` of at least one listener is False.',
        traffic: 'See the listener.',
        fix: 'See the conditions of the listeners that the message names.',
      },
      'ResolvedRefs=False InvalidClientCertificateRef': {
        means: 'The client certificate for backends (`spec.tls.backend`) cannot be used.',
        traffic:
          'Requests flow. Connections to backends present no client certificate, so a backend that demands one refuses them.',
        fix: 'Create or correct the Secret of type `kubernetes.io/tls` that the message names.',
      },
      'ResolvedRefs=False RefNotPermitted': {
        means:
          'The client certificate for backends stands in another namespace, and no ReferenceGrant there allows it.',
        traffic:
          'Requests flow. Connections to backends present no client certificate, so a backend that demands one refuses them.',
        fix: grant,
      },
      'InsecureFrontendValidationMode=True ConfigurationChanged': {
        means:
          'A validation mode is `AllowInsecureFallback`: clients are let in with any certificate, or none.',
        traffic: 'Traffic flows, and the gateway does not verify clients.',
        fix: 'Use `AllowValidOnly`, except in tests.',
      },
    },
  },
  {
    title: 'Listener',
    stands:
      '`status.listeners[].conditions` of a Gateway or a ListenerSet: one listener. In a ListenerSet a conflict is also the reason of `Programmed`.',
    reasons: {
      ...listenerReasons,
      'Accepted=False TooManyListeners': {
        means:
          'The listeners of a Gateway and its ListenerSets have more ports between them than are opened.',
        traffic: 'Listeners on ports that are open already serve. This listener serves nothing.',
        fix: 'Use a port that another listener of the Gateway uses already, or another Gateway.',
        example: tooManyPorts('spec.listeners[3]', 8443, 100).message,
      },
      'Programmed=False ProtocolConflict': {
        means: 'Of a ListenerSet: as `Accepted=False ProtocolConflict`.',
        traffic: 'See there.',
        fix: 'See there.',
      },
      'Programmed=False HostnameConflict': {
        means: 'Of a ListenerSet: as `Accepted=False HostnameConflict`.',
        traffic: 'See there.',
        fix: 'See there.',
      },
    },
  },
  {
    title: 'ListenerSet',
    stands: '`status.conditions` of a ListenerSet: the set as a whole.',
    reasons: {
      'Accepted=True Accepted': {
        means: 'The ListenerSet is valid, and its Gateway allows it.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Accepted=True ListenersNotValid': {
        means: 'Some listeners of the set are not valid, and others are.',
        traffic: 'The valid listeners serve.',
        fix: 'See the conditions of the listeners that the message names.',
      },
      'Accepted=False ListenersNotValid': {
        means: 'No listener of the set is valid.',
        traffic: 'The set serves nothing.',
        fix: 'See the conditions of its listeners.',
      },
      'Accepted=False NotAllowed': {
        means:
          '`spec.allowedListeners` of the Gateway does not allow ListenerSets of this namespace. Without that field a Gateway allows none.',
        traffic: 'The set serves nothing.',
        fix: 'Set `spec.allowedListeners` of the Gateway as the message shows, or choose another Gateway.',
      },
      'Accepted=False ParentNotAccepted': {
        means: 'The Gateway of the set is not accepted.',
        traffic: 'The set serves nothing.',
        fix: 'See the conditions of the Gateway.',
      },
      'Programmed=True Programmed': {
        means: 'All valid listeners of the set take connections.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Programmed=False ListenersNotValid': {
        means: 'As `Accepted=False ListenersNotValid`.',
        traffic: 'The set serves nothing.',
        fix: 'See the conditions of its listeners.',
      },
      'Programmed=False NotAllowed': {
        means: 'As `Accepted=False NotAllowed`.',
        traffic: 'The set serves nothing.',
        fix: 'See there.',
      },
      'Programmed=False ParentNotProgrammed': {
        means: 'The Gateway of the set is not served, or has no address.',
        traffic: 'No traffic reaches the set.',
        fix: 'See `Programmed` of the Gateway.',
      },
      'Programmed=False Pending': {
        means: 'At least one valid listener of the set cannot take connections yet.',
        traffic: 'The listeners that are not named serve.',
        fix: 'If it stays, see `Programmed` of the listeners that the message names.',
      },
    },
  },
  {
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
        fix: 'Do at the listener what the message says after “to allow it”, or attach the route to another listener.',
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
          'No rule of the route can be served as it is written, a value in it is none that the standard knows, or a hostname is an IP address.',
        traffic:
          'The rules that the message names answer 500 (gRPC: INTERNAL). Hostnames that are IP addresses are left out.',
        fix: 'Correct the fields that the message names.',
      },
      'Accepted=False IncompatibleFilters': {
        means:
          'Filters of a rule contradict each other: two of a kind that may stand once, a redirect beside a rewrite, or two changes of one header.',
        traffic: 'The rule answers 500 (gRPC: INTERNAL).',
        fix: 'Remove or merge the filters that the message names.',
        example: rulesNotAccepted([filterRepeated('spec.rules[0].filters[1]', 'URLRewrite')])
          .message,
      },
      'ResolvedRefs=True ResolvedRefs': {
        means: 'Every backend that the route names exists.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'ResolvedRefs=False BackendNotFound': {
        means: 'A backend does not exist: no such Service, no such port, or no port given.',
        traffic:
          'The share of requests for that backend gets 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
        fix: 'Create the Service, or correct name, namespace or port.',
      },
      'ResolvedRefs=False RefNotPermitted': {
        means:
          'A backend stands in another namespace, and no ReferenceGrant there allows this kind of route from this namespace.',
        traffic:
          'The share of requests for that backend gets 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
        fix: grant,
      },
      'ResolvedRefs=False InvalidKind': {
        means: 'A backend is not a Service, or is a Service of type ExternalName.',
        traffic:
          'The share of requests for that backend gets 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
        fix: 'Name a Service with EndpointSlices.',
      },
      'ResolvedRefs=False UnsupportedProtocol': {
        means:
          'The port of the Service has an `appProtocol` or a transport that the route cannot use, or a BackendTLSPolicy that is missing or invalid.',
        traffic:
          'The share of requests for that backend gets 500 (gRPC: UNAVAILABLE). TCP and TLS connections for it are closed, datagrams are dropped.',
        fix: 'Correct `appProtocol`, name a port of the right transport, or make or mend the BackendTLSPolicy.',
      },
      'PartiallyInvalid=True UnsupportedValue': {
        means: 'Some rules of the route cannot be served as they are written, and others can.',
        traffic:
          'The dropped rules answer 500 (gRPC: INTERNAL); of TCP and UDP the first rule has all traffic. The other rules serve.',
        fix: 'Correct the rules that the message names.',
      },
    },
  },
  {
    title: 'BackendTLSPolicy',
    stands: '`status.ancestors[].conditions` of a BackendTLSPolicy: the policy at one Gateway.',
    reasons: {
      'Accepted=True Accepted': {
        means: 'Connections to the backend use TLS and verify its certificate.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'Accepted=False Conflicted': {
        means: 'An older policy targets the same Service or Service port.',
        traffic: 'The older policy applies.',
        fix: 'Merge the two policies and delete one.',
      },
      'Accepted=False Invalid': {
        means:
          'The target is not a Service, the hostname is an IP address, or `wellKnownCACertificates` has an unknown value.',
        traffic:
          'Requests for the target get 500: nothing is sent without the verification that the policy asks for.',
        fix: 'Correct the field that the message names.',
      },
      'Accepted=False NoValidCACertificate': {
        means: 'None of the CA certificates that the policy refers to can be used.',
        traffic: 'Requests for the target get 500.',
        fix: 'Mend the references that `ResolvedRefs` of the policy names.',
      },
      'Accepted=False TargetNotFound': {
        means: 'The Service, or its port of that name, does not exist.',
        traffic: 'The policy verifies nothing there.',
        fix: 'Create the Service, or correct the target.',
      },
      'ResolvedRefs=True ResolvedRefs': {
        means: 'Every CA certificate that the policy refers to can be used.',
        traffic: asUsual,
        fix: nothingToDo,
      },
      'ResolvedRefs=False InvalidKind': {
        means: 'A reference to CA certificates names a kind other than ConfigMap or Secret.',
        traffic: 'The other CA certificates count. Without any, requests get 500.',
        fix: 'Refer to a ConfigMap with the certificates in its key `ca.crt`.',
      },
      'ResolvedRefs=False InvalidCACertificateRef': {
        means:
          'A reference to CA certificates names an object that does not exist, or that has no usable certificate.',
        traffic: 'The other CA certificates count. Without any, requests get 500.',
        fix: 'Put PEM certificates into key `ca.crt` of the ConfigMap.',
      },
    },
  },
]

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
