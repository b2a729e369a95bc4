/** The release of Gateway API whose CRDs the types and schemas are generated from. */
export const gatewayApiVersion = 'v1.6.1'
