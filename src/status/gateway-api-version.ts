/** The release of Gateway API whose CRDs the types and schemas are generated from. */
export const gatewayApiVersion = 'v1.7.0'

/** The last release of the minor version before it, whose CRDs are served too. */
export const earlierGatewayApiVersion = 'v1.6.3'

/** `v1.6`; of what is no version, nothing. */
export function minorOf(version: string): string | undefined {
  return /^v\d+\.\d+(?=\.\d+($|[-+]))/.exec(version)?.[0]
}
