// Advice on certificates of listeners, of clients and of authorities, and on parameters.
import { makeAuthority } from '../authority.ts'
import { type Advice, gatewayYaml, http, https, object } from './advice.ts'

const secretOf = (lifetime: string, data?: string, type = 'kubernetes.io/tls') =>
  object(
    'Secret',
    'name: other, namespace: shop',
    data ??
      `type: ${type}\ndata:\n  tls.crt: <${lifetime}certificate for other.shop.example>\n  tls.key: <${lifetime}key for other.shop.example>`,
    'v1',
  )
const withSecret = (name: string, spec = '') =>
  gatewayYaml(`{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [${name}]}}`, spec)
const asksClients = (refs: string, mode = 'AllowValidOnly') =>
  gatewayYaml(
    https,
    `tls: {frontend: {default: {validation: {mode: ${mode}, caCertificateRefs: [${refs}]}}}}`,
  )
const ca = '{group: "", kind: ConfigMap, name: ca}'
const grant = (from: string, to: string) =>
  object('ReferenceGrant', 'name: grant, namespace: blog', `spec: {from: [${from}], to: [${to}]}`)
const caMap = (text: string) => object('ConfigMap', 'name: mine, namespace: shop', text, 'v1')

const crdOf = (bundleVersion: string) => ({
  name: 'gateways.gateway.networking.k8s.io',
  bundleVersion,
  channel: 'standard',
})
const withRevocations = JSON.stringify(
  `${(await makeAuthority('Mine')).certificate}\n-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n`,
)
const weak = JSON.stringify(
  (await (await makeAuthority('Mine')).intermediate('Weak', { bits: 1024 })).certificate,
)

export const tls: readonly Advice[] = [
  {
    of: 'certificatesUnused',
    says: 'has no effect with mode: Passthrough',
    advises: 'remove the field',
    given: gatewayYaml(
      '{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough, certificateRefs: [{name: nowhere}]}}',
    ),
    follow: [[[', certificateRefs: [{name: nowhere}]', '']]],
  },
  {
    of: 'certificateNotPermitted',
    says: 'RefNotPermitted',
    advises:
      'add one in blog with spec: {from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}], to: [{group: "", kind: Secret, name: tls}]}',
    given: withSecret('{name: tls, namespace: blog}'),
    follow: [
      [
        [
          '---\n',
          `${grant('{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}', '{group: "", kind: Secret, name: tls}')}---\n`,
        ],
      ],
    ],
  },
  {
    of: 'certificateKindUnsupported',
    says: 'is not supported for certificates',
    advises: 'refer to a Secret (group: "", kind: Secret)',
    given: withSecret('{name: tls, group: "", kind: ConfigMap}'),
    follow: [[['group: "", kind: ConfigMap', 'group: "", kind: Secret']]],
  },
  {
    of: 'secretNotFound',
    says: 'create it, for example with',
    advises: 'kubectl -n shop create secret tls other --cert=FILE --key=FILE',
    given: withSecret('{name: other}'),
    follow: [[['---\n', `${secretOf('')}---\n`]]],
  },
  {
    of: 'secretUnusable',
    says: '',
    advises: 'but type kubernetes.io/tls is required',
    given: withSecret('{name: other}') + secretOf('', undefined, 'Opaque'),
    follow: [[['type: Opaque', 'type: kubernetes.io/tls']]],
  },
  {
    of: 'certificateExpired',
    says: 'but is still served; renew it',
    advises: 'renew it',
    given: withSecret('{name: other}') + secretOf('expired '),
    follow: [[['<expired ', '<']]],
  },
  {
    of: 'clientCertificateInvalid',
    says: 'InvalidClientCertificateRef',
    advises: 'kubectl -n shop create secret tls other',
    given: gatewayYaml(http, 'tls: {backend: {clientCertificateRef: {name: other}}}'),
    follow: [[['---\n', `${secretOf('')}---\n`]]],
  },
  {
    of: 'clientsNotVerified',
    says: 'use AllowValidOnly, except in tests',
    advises: 'use AllowValidOnly',
    given: asksClients(ca, 'AllowInsecureFallback'),
    follow: [[['AllowInsecureFallback', 'AllowValidOnly']]],
  },
  {
    of: 'clientCaNotPermitted',
    says: 'RefNotPermitted',
    advises:
      'add one in blog with spec: {from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}], to: [{group: "", kind: ConfigMap, name: ca}]}',
    given: asksClients('{group: "", kind: ConfigMap, name: ca, namespace: blog}'),
    follow: [
      [
        [
          '---\n',
          `${grant('{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}', '{group: "", kind: ConfigMap, name: ca}')}---\n`,
        ],
      ],
    ],
  },
  {
    of: 'clientCaInvalid',
    says: 'InvalidCACertificateRef',
    advises: 'create a ConfigMap with the CA certificates (PEM) in its key "ca.crt"',
    given: asksClients('{group: "", kind: ConfigMap, name: mine}'),
    follow: [[['---\n', `${caMap('data:\n  ca.crt: <authority Mine>')}---\n`]]],
  },
  {
    of: 'bundleKindUnsupported',
    says: 'is not supported for CA certificates',
    advises: 'refer to a ConfigMap or a Secret (group: "", kind: ConfigMap or Secret)',
    given: asksClients('{group: a.example, kind: Bundle, name: ca}'),
    follow: [[['group: a.example, kind: Bundle', 'group: "", kind: ConfigMap']]],
  },
  {
    of: 'bundleNotFound',
    says: 'create a ConfigMap with the CA certificates (PEM) in its key "ca.crt", and refer to it',
    advises: 'and refer to it',
    given: asksClients('{group: "", kind: Secret, name: mine}'),
    follow: [
      [
        ['kind: Secret, name: mine', 'kind: ConfigMap, name: mine'],
        ['---\n', `${caMap('data:\n  ca.crt: <authority Mine>')}---\n`],
      ],
    ],
  },
  {
    of: 'bundleUnusable',
    says: '',
    advises: 'put the CA certificates there',
    given:
      asksClients('{group: "", kind: ConfigMap, name: mine}') +
      caMap('data:\n  other: <authority Mine>'),
    follow: [[['other: <', 'ca.crt: <']]],
  },
  {
    of: 'authorityExpired',
    says: 'renew it. Certificates that it signed are refused',
    advises: 'renew it',
    given:
      asksClients('{group: "", kind: ConfigMap, name: mine}') +
      caMap('data:\n  ca.crt: <expired authority Mine>'),
    follow: [[['<expired ', '<']]],
  },
  {
    of: 'authorityTooWeak',
    says: 'renew it. Certificates that it signed are refused',
    advises: 'renew it',
    given:
      asksClients('{group: "", kind: ConfigMap, name: mine}') + caMap(`data:\n  ca.crt: ${weak}`),
    follow: [[[weak, '<authority Mine>']]],
  },
  {
    of: 'revocationsUnread',
    says: 'remove it. Revoked certificates are still accepted',
    advises: 'remove it',
    given:
      asksClients('{group: "", kind: ConfigMap, name: mine}') +
      caMap(`data:\n  ca.crt: ${withRevocations}`),
    follow: [[[withRevocations, '<authority Mine>']]],
  },
  {
    of: 'parametersNotRead',
    says: 'is not read, because a GatewayClass has no parameters',
    advises: 'remove the field',
    given: object(
      'GatewayClass',
      'name: more',
      'spec: {controllerName: rauta.dev/gateway-controller, parametersRef: {group: a.example, kind: B, name: c}}',
    ),
    follow: [[[', parametersRef: {group: a.example, kind: B, name: c}', '']]],
  },
  {
    of: 'gatewayParametersNotRead',
    says: 'a Gateway has no parameters; remove the field',
    advises: 'remove the field',
    given: gatewayYaml(
      http,
      'infrastructure: {parametersRef: {group: a.example, kind: B, name: c}}',
    ),
    follow: [[[', infrastructure: {parametersRef: {group: a.example, kind: B, name: c}}', '']]],
  },
  {
    of: 'supportedVersion',
    says: 'UnsupportedVersion',
    advises: 'install the CRDs of v1.7.0',
    given: gatewayYaml(http),
    crds: [[crdOf('v1.5.0')], [crdOf('v1.7.0')]],
    follow: [[]],
  },
]
