// Reasons of conditions on BackendTLSPolicy.
import { asUsual, nothingToDo, type Part } from './reason.ts'

export const ofBackendTlsPolicy: Part = {
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
        'The target is not a Service, the hostname is an IP address, `wellKnownCACertificates` has an unknown value, or the policy has a field that this version of Rauta does not support.',
      traffic:
        'Requests for the target get 500: nothing is sent without the verification that the policy asks for.',
      fix: 'Correct or remove the field that the message names.',
    },
    'Accepted=False NoValidCACertificate': {
      means: 'None of the CA certificates that the policy refers to can be used.',
      traffic: 'Requests for the target get 500.',
      fix: 'Correct the references that `ResolvedRefs` of the policy names.',
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
}
