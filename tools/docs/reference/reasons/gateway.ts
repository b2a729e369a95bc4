// Reasons of conditions on Gateway.
import { asUsual, grant, notServed, nothingToDo, type Part } from './reason.ts'

export const ofGateway: Part = {
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
      means:
        'The GatewayClass of the Gateway is not accepted, or the Gateway has a field that this version of Rauta does not support.',
      traffic: notServed,
      fix: 'See the conditions of the GatewayClass, or remove the field.',
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
        'The address in `spec.addresses` cannot be used: it is not an address of this installation, another Gateway uses it, or the entry has a field that this version of Rauta does not support.',
      traffic:
        'Mode `pool` and `rauta serve`: the Gateway serves nothing. Modes `host` and `service`: the listeners serve, but not at that address; for a field that is not supported, they do not serve.',
      fix: 'Ask for an address that the message names, or remove the field that it names, or `spec.addresses`.',
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
}
