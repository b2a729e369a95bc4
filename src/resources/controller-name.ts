/** GatewayClasses that name it are served (`spec.controllerName`). */
export const controllerName = 'rauta.dev/gateway-controller'
