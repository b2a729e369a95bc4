// Reasons of conditions on Listener.
import { tooManyPorts } from '../../../../src/status/conditions/listenerset-conditions.ts'
import { asUsual, grant, listenerClosed, nothingToDo, type Part } from './reason.ts'

const olderServed =
  'Inside one Gateway none of the conflicting listeners is served. Between Gateways that share an address, and between ListenerSets, the older one is served.'
const ownPort =
  'Give the listener a port of its own. See [what shares a port](../decisions/0019-what-shares-a-port.md).'
const otherHostname =
  'Change the hostname or the port of one of them, or attach the routes to the other listener.'

export const ofListener: Part = {
  title: 'Listener',
  stands:
    '`status.listeners[].conditions` of a Gateway or a ListenerSet: one listener. In a ListenerSet a conflict is also the reason of `Programmed`.',
  reasons: {
    'Accepted=True Accepted': {
      means: 'The listener is valid.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'Accepted=False UnsupportedProtocol': {
      means: 'Rauta does not support the protocol of the listener.',
      traffic: listenerClosed,
      fix: 'Use HTTP, HTTPS, TLS, TCP or UDP, in capitals.',
    },
    'Accepted=False UnsupportedValue': {
      means:
        'A field of the listener has a value that cannot be used: `tls` is missing or incomplete, the hostname is an IP address, or a namespace selector is missing or invalid. Or the listener has a field that this version of Rauta does not support.',
      traffic: listenerClosed,
      fix: 'Correct or remove the field that the message names.',
    },
    'Accepted=False PortUnavailable': {
      means:
        'The port plus the port offset is above 65535, or Rauta uses the port for its admin or health server.',
      traffic: listenerClosed,
      fix: 'Choose another port, or another `--port-offset`, `--admin` or `--health`.',
    },
    'Accepted=False ProtocolConflict': {
      means: 'Another listener holds the same port for another protocol.',
      traffic: olderServed,
      fix: ownPort,
    },
    'Accepted=False HostnameConflict': {
      means: 'Another listener holds the same port with the same hostname.',
      traffic: olderServed,
      fix: otherHostname,
    },
    'Accepted=False NoValidCACertificate': {
      means:
        'The Gateway asks clients for certificates, and none of the CA certificates that it refers to can be used.',
      traffic: 'The listener is closed: without a CA certificate no client can be verified.',
      fix: 'Correct the references that condition `ResolvedRefs` of the listener names.',
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
      means: 'Same as `Accepted=False ProtocolConflict`; both conditions are set.',
      traffic: olderServed,
      fix: ownPort,
    },
    'Conflicted=True HostnameConflict': {
      means: 'Same as `Accepted=False HostnameConflict`; both conditions are set.',
      traffic: olderServed,
      fix: otherHostname,
    },
    'OverlappingTLSConfig=True OverlappingCertificates': {
      means:
        'A certificate of this listener and a certificate of another listener on the same port are valid for the same name. A browser may reuse one connection for both.',
      traffic:
        'Traffic flows. A request on a connection that was made for the other listener gets 421, and the client makes a new connection. With protocol TLS it reaches the wrong backend.',
      fix: 'If this is not intended, give each listener a certificate with names of its own. Else nothing: this is advice.',
    },
    'OverlappingTLSConfig=True OverlappingHostnames': {
      means:
        'The hostname of another TLS listener on the same port overlaps with the hostname of this one, such as `*.example.com` and `a.example.com`.',
      traffic:
        'Traffic flows. A request on a connection that was made for the other listener gets 421, and the client makes a new connection. With protocol TLS it reaches the wrong backend.',
      fix: 'If this is not intended, give each listener a hostname of its own. Else nothing: this is advice.',
    },
    'Accepted=False TooManyListeners': {
      means: 'The listeners of a Gateway and its ListenerSets use more ports than the maximum.',
      traffic: 'Listeners on ports that are open already serve. This listener serves nothing.',
      fix: 'Use a port that another listener of the Gateway uses already, or another Gateway.',
      example: tooManyPorts('spec.listeners[3]', 8443, 100).message,
    },
    'Programmed=False ProtocolConflict': {
      means:
        'In a ListenerSet: same as `Accepted=False ProtocolConflict`; both conditions are set.',
      traffic: olderServed,
      fix: ownPort,
    },
    'Programmed=False HostnameConflict': {
      means:
        'In a ListenerSet: same as `Accepted=False HostnameConflict`; both conditions are set.',
      traffic: olderServed,
      fix: otherHostname,
    },
  },
}
