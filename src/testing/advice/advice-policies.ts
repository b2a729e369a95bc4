// Advice on BackendTLSPolicies.
import { type Advice, object, policy, rules, toCart } from './advice.ts'

const ca = '{group: "", kind: ConfigMap, name: ca}'
const target = '{group: "", kind: Service, name: cart}'
const verified = (validation: string, targets = target) =>
  rules(`{${toCart}}`) +
  policy(`targetRefs: [${targets}], validation: {hostname: a.example, ${validation}}`)
const caMap = (text: string) => object('ConfigMap', 'name: mine, namespace: shop', text, 'v1')

const other = object('Service', 'name: other, namespace: shop', 'spec: {ports: [{port: 80}]}', 'v1')

export const policies: readonly Advice[] = [
  {
    of: 'invalidReference',
    says: 'InvalidCACertificateRef',
    advises: 'make a ConfigMap with the PEM certificates',
    given: verified('caCertificateRefs: [{group: "", kind: ConfigMap, name: mine}]'),
    follow: [
      [
        [
          '---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy',
          `${caMap('data:\n  ca.crt: <authority Mine>')}---\napiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy`,
        ],
      ],
    ],
  },
  {
    of: 'unknownCertificates',
    says: 'is no list of authorities that is known',
    advises: 'use System, or caCertificateRefs',
    given: verified('wellKnownCACertificates: System'),
    past: [['"wellKnownCACertificates":"System"', '"wellKnownCACertificates":"Mozilla"']],
    follow: [[], [['wellKnownCACertificates: System', `caCertificateRefs: [${ca}]`]]],
  },
  {
    of: 'hostnameIsAddress',
    says: 'is an IP address, and SNI knows names alone',
    advises: 'use a name that is in the certificate',
    given: verified('wellKnownCACertificates: System'),
    past: [['"hostname":"a.example"', '"hostname":"10.0.0.1"']],
    follow: [[]],
  },
  {
    of: 'altNameIsAddress',
    says: 'is an IP address, which no certificate has as a name',
    advises: 'use a name that is in the certificate',
    given: verified(
      'wellKnownCACertificates: System, subjectAltNames: [{type: Hostname, hostname: 10.0.0.1}]',
    ),
    follow: [[['10.0.0.1', 'b.example']]],
  },
  {
    of: 'policyConflicted',
    says: 'merge what this one says into that one, and remove this one',
    advises: 'and remove this one',
    given:
      verified('wellKnownCACertificates: System').replace('name: policy,', 'name: a,') +
      policy(
        `targetRefs: [${target}], validation: {hostname: b.example, wellKnownCACertificates: System}`,
        'b',
      ),
    follow: [
      [
        [
          policy(
            `targetRefs: [${target}], validation: {hostname: b.example, wellKnownCACertificates: System}`,
            'b',
          ),
          '',
        ],
        ['hostname: a.example', 'hostname: b.example'],
      ],
    ],
  },
  {
    of: 'targetNotFound',
    says: 'create it, or correct the',
    advises: 'create it, or correct the name',
    given:
      verified('wellKnownCACertificates: System', `${target}, ${target.replace('cart', 'othr')}`) +
      other,
    follow: [[['name: othr', 'name: other']]],
  },
  {
    of: 'targetKindUnsupported',
    says: 'cannot be the target; name a Service',
    advises: 'name a Service (group: "", kind: Service)',
    given:
      verified(
        'wellKnownCACertificates: System',
        `${target}, {group: core, kind: Service, name: other}`,
      ) + other,
    follow: [[['group: core', 'group: ""']]],
  },
  {
    of: 'targetPortNotFound',
    says: 'has no port named',
    advises: '(it has http',
    given: verified(
      'wellKnownCACertificates: System',
      '{group: "", kind: Service, name: cart, sectionName: htpp}',
    ),
    follow: [[['htpp', 'http']]],
  },
]
