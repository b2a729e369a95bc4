/**
 * How HTTP/1.1 is served. `reference`: by Express and http-proxy-middleware alone, which a reader knows. `direct`: on
 * sockets where requests are plain, and by the reference way where they are not.
 */
export type Http1Way = (typeof http1Ways)[number]

export const http1Ways = ['direct', 'reference'] as const

export const usualHttp1Way: Http1Way = 'direct'
