// Advice on fields that CRDs of a later version let through.
import {
  type Advice,
  gatewayYaml,
  http,
  object,
  policy,
  routeYaml,
  rules,
  toCart,
} from './advice.ts'

const row = (of: string, given: string, ...past: NonNullable<Advice['past']>): Advice => ({
  of,
  says: 'this version of Rauta does not support the field',
  advises: 'remove it',
  given,
  past,
  follow: [[]],
})
const ofListener = ['"protocol":"HTTP"', '"protocol":"HTTP","later":1'] as const
const ofParent = ['"parentRefs":', '"later":1,"parentRefs":'] as const

export const fieldsOfLaterCrds: readonly Advice[] = [
  row('unknownInListener', gatewayYaml(http), ofListener),
  row('unknownInGateway', gatewayYaml(http), ['"listeners":', '"later":1,"listeners":']),
  row('unknownInAddress', gatewayYaml(http, 'addresses: [{type: IPAddress}]'), [
    '"type":"IPAddress"',
    '"type":"IPAddress","later":1',
  ]),
  row('unknownInClass', gatewayYaml(http), ['"controllerName":', '"later":1,"controllerName":']),
  row(
    'unknownInListenerSet',
    gatewayYaml(http, 'allowedListeners: {namespaces: {from: All}}') +
      object(
        'ListenerSet',
        'name: more, namespace: shop',
        'spec: {parentRef: {name: web}, listeners: [{name: more, port: 81, protocol: HTTP}]}',
      ),
    ['"parentRef":', '"later":1,"parentRef":'],
  ),
  row('unknownInRule', rules(`{${toCart}}`), ['"backendRefs":', '"later":1,"backendRefs":']),
  row('unknownInRoute', rules(`{${toCart}}`), ofParent),
  row(
    'unknownInRoute',
    gatewayYaml('{name: raw, port: 90, protocol: TCP}') +
      routeYaml('TCPRoute', `parentRefs: [{name: web}], rules: [{${toCart}}]`),
    ofParent,
  ),
  row(
    'unknownInPolicy',
    rules(`{${toCart}}`) +
      policy(
        'targetRefs: [{group: "", kind: Service, name: cart}], validation: {hostname: cart.example, wellKnownCACertificates: System}',
      ),
    ['"validation":', '"later":1,"validation":'],
  ),
]
