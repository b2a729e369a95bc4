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
    advises: 'create a ConfigMap with the CA certificates (PEM)',
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
    says: 'is not supported; use System',
    advises: 'use System, or use caCertificateRefs',
    given: verified('wellKnownCACertificates: System'),
    past: [['"wellKnownCACertificates":"System"', '"wellKnownCACertificates":"Mozilla"']],
    follow: [[], [['wellKnownCACertificates: System', `caCertificateRefs: [${ca}]`]]],
  },
  {
    of: 'hostnameIsAddress',
    says: 'is an IP address, but SNI allows only DNS names',
    advises: 'use a DNS name of the certificate',
    given: verified('wellKnownCACertificates: System'),
    past: [['"hostname":"a.example"', '"hostname":"10.0.0.1"']],
    follow: [[]],
  },
  {
    of: 'altNameIsAddress',
    says: 'is an IP address and has no effect',
    advises: 'use a DNS name of the certificate',
    given: verified(
      'wellKnownCACertificates: System, subjectAltNames: [{type: Hostname, hostname: 10.0.0.1}]',
    ),
    follow: [[['10.0.0.1', 'b.example']]],
  },
  {
    of: 'policyConflicted',
    says: 'merge this policy into that one, and delete this policy',
    advises: 'and delete this policy',
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
    says: 'is not supported as a target; use a Service',
    advises: 'use a Service (group: "", kind: Service)',
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
