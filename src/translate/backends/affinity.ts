// Whether requests of one client keep to one endpoint, and what tells clients apart: the Service's
// sessionAffinity, or an annotation on it, which goes before: `rauta.dev/hash-header: NAME` or
// `rauta.dev/hash-cookie: NAME`.
import type { Service } from '../../resources/core.ts'
import type { Affinity } from '../../snapshot/routing-snapshot.ts'

const headerAnnotation = 'rauta.dev/hash-header'
const cookieAnnotation = 'rauta.dev/hash-cookie'

/** A token (RFC 9110 §5.6.2): what both a header's and a cookie's name are made of. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/

export interface RequestedAffinity {
  readonly affinity?: Affinity
  /** What is wrong with the annotations, which then do nothing. */
  readonly mistake?: string
}

export function affinityOf(service: Service): RequestedAffinity {
  const header = service.metadata.annotations?.[headerAnnotation]
  const cookie = service.metadata.annotations?.[cookieAnnotation]
  if (header !== undefined && cookie !== undefined) {
    return {
      ...byClientAddress(service),
      mistake: `annotations ${headerAnnotation} and ${cookieAnnotation}: both are set; keep one of them`,
    }
  }
  if (header !== undefined) {
    if (!token.test(header)) return misnamed(service, headerAnnotation, header)
    return { affinity: { type: 'Header', name: header.toLowerCase() } }
  }
  if (cookie !== undefined) {
    if (!token.test(cookie)) return misnamed(service, cookieAnnotation, cookie)
    return { affinity: { type: 'Cookie', name: cookie } }
  }
  return byClientAddress(service)
}

function byClientAddress({ spec }: Service): RequestedAffinity {
  return spec.sessionAffinity === 'ClientIP' ? { affinity: { type: 'ClientIP' } } : {}
}

function misnamed(service: Service, annotation: string, value: string): RequestedAffinity {
  const what = annotation === headerAnnotation ? 'header' : 'cookie'
  const shown = JSON.stringify(value.slice(0, 100))
  return {
    ...byClientAddress(service),
    mistake: `annotation ${annotation}: ${shown} is not a valid ${what} name`,
  }
}
