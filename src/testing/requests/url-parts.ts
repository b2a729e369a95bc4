// Where a request goes, read off its URL with no tidying up: URL would resolve dots and escapes.

/** The path is everything after the host, as it is written. */
export function urlPartsOf(url: string): {
  readonly scheme: string
  readonly isTls: boolean
  readonly authority: string
  readonly target: string
  readonly port: number
} {
  const [, scheme, authority, target] = /^(https?|tls|tcp|udp):\/\/([^/?]+)(.*)$/s.exec(url) ?? []
  if (!scheme || !authority) throw new Error(`${url} is no URL of http, https, tls, tcp or udp`)
  const isTls = scheme === 'https' || scheme === 'tls'
  const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? (isTls ? 443 : 80))
  return { scheme, isTls, authority, target: target || '/', port }
}
