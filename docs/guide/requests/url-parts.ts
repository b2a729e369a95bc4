// Where a request goes, read off its URL with no tidying up: URL would resolve dots and escapes.

/** The path is everything after the host, as it is written. */
export function partsOf(url: string): {
  readonly isTls: boolean
  readonly authority: string
  readonly target: string
  readonly port: number
} {
  const [, scheme, authority, target] = /^(https?):\/\/([^/?]+)(.*)$/s.exec(url) ?? []
  if (!scheme || !authority) throw new Error(`${url} is not an http or https URL`)
  const isTls = scheme === 'https'
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? (isTls ? 443 : 80))
  return { isTls, authority, target: target || '/', port }
}
