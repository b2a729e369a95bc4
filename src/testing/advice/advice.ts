// What a table of advice is made of: for each kind of message an input that yields it, and the edits that
// are what it advises. Who adds a message adds a row (advice.test.ts).
import type { InstalledCrds } from '../../resources/installed-crds.ts'
import type { Addressing } from '../../translate/words/addressing.ts'

export interface Advice {
  /** The constructor in src/status. */
  readonly of: string
  /** Words of the message, or its reason, that stand so in the constructor's file; '': it has none of its own. */
  readonly says: string
  /** Words of the message that are the advice. */
  readonly advises: string
  /** Manifests, beside those of `world`. */
  readonly given: string
  /** One or several ways to follow it: what is replaced by what in `given`. */
  readonly follow: readonly (readonly Replaced[])[]
  /** What no schema lets through is put into the JSON of what was read of `given`, and not of what follows. */
  readonly past?: readonly Replaced[]
  readonly portOffset?: number
  /** What the cluster has, and what it has once the advice is followed. */
  readonly crds?: readonly [before: InstalledCrds, after: InstalledCrds]
  /** In a cluster; default: as `rauta serve` has it. */
  readonly addressing?: Addressing
}

export type Replaced = readonly [from: string, to: string]

const api = 'gateway.networking.k8s.io/v1'

export function gatewayYaml(listeners: string, spec = '', namespace = 'shop'): string {
  return `---
apiVersion: ${api}
kind: Gateway
metadata: {name: web, namespace: ${namespace}}
spec: {gatewayClassName: rauta, listeners: [${listeners}]${spec === '' ? '' : `, ${spec}`}}
`
}

export const http = '{name: http, port: 80, protocol: HTTP}'
export const https =
  '{name: https, port: 443, protocol: HTTPS, hostname: shop.example, tls: {certificateRefs: [{name: tls}]}}'

export function routeYaml(kind: string, spec: string, namespace = 'shop'): string {
  return `---
apiVersion: ${api}
kind: ${kind}
metadata: {name: cart, namespace: ${namespace}}
spec: {${spec}}
`
}

/** An HTTPRoute with these rules, and the Gateway that it is attached to. */
export function rules(text: string): string {
  return gatewayYaml(http) + routeYaml('HTTPRoute', `parentRefs: [{name: web}], rules: [${text}]`)
}

export function object(kind: string, metadata: string, fields: string, apiVersion = api): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${fields}\n`
}

export function policy(spec: string, name = 'policy'): string {
  return object('BackendTLSPolicy', `name: ${name}, namespace: shop`, `spec: {${spec}}`)
}

export const toCart = 'backendRefs: [{name: cart, port: 80}]'

/** There for all. */
export const adviceWorld = [
  object('GatewayClass', 'name: rauta', 'spec: {controllerName: rauta.dev/gateway-controller}'),
  object('Namespace', 'name: shop', '', 'v1'),
  object('Namespace', 'name: blog, labels: {team: blog}', '', 'v1'),
  object('Namespace', 'name: lab, labels: {team: blog}', '', 'v1'),
  object(
    'Service',
    'name: cart, namespace: shop',
    'spec: {ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}',
    'v1',
  ),
  object('Service', 'name: posts, namespace: blog', 'spec: {ports: [{port: 80}]}', 'v1'),
  ...['shop', 'blog'].map((namespace) =>
    object(
      'Secret',
      `name: tls, namespace: ${namespace}`,
      'type: kubernetes.io/tls\ndata:\n  tls.crt: <certificate for shop.example>\n  tls.key: <key for shop.example>',
      'v1',
    ),
  ),
  object('ConfigMap', 'name: ca, namespace: shop', 'data:\n  ca.crt: <authority Shop>', 'v1'),
  object('ConfigMap', 'name: ca, namespace: blog', 'data:\n  ca.crt: <authority Blog>', 'v1'),
].join('')
