// Whether a request has come round. A backend that leads back to the gateway, by its endpoints or
// through a proxy of a tenant's, made a thousand requests and as many connections of one. Each pass is
// noted in CDN-Loop (RFC 8586): unlike Via, no backend changes its answers for it.
import type { HeaderList } from './exchange.ts'
import { valuesOf } from './header-list.ts'

const self = 'rauta'

/** A few gateways of one kind in a row are no loop yet. */
const maxPasses = 4

export const passNote = ['CDN-Loop', self] as const

export function isLoop(headers: HeaderList): boolean {
  const passes = valuesOf(headers, 'cdn-loop').flatMap((value) => value.split(','))
  return passes.filter((pass) => pass.trim() === self).length >= maxPasses
}
