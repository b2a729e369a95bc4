// A route with three things to find: a Service that is not there, a port that it has not, and a field
// without effect.
import { gatewayManifest, serviceManifest } from './manifests.ts'

export const gatewayWithoutTls = gatewayManifest.replace(/ {4}- name: https[\s\S]*$/, '')
export const wrongRoute = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs:
    - name: web
  rules:
    - backendRefs:
        - name: cart
          port: 80
        - name: nowhere
          port: 80
    - sessionPersistence:
        { type: Header, header: { name: a } }
      backendRefs:
        - name: cart
          port: 81
`
export const cartService = serviceManifest(3001)
export const wrongRouteFiles = {
  'gateway.yaml': gatewayWithoutTls,
  'routes.yaml': wrongRoute,
  'services.yaml': cartService,
}
