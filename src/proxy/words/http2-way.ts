// The two ways in which HTTP/2 of clients is served: by our own session on sockets, or by Node's with a look at
// each frame before it.

export const http2Ways = ['direct', 'reference'] as const

export type Http2Way = (typeof http2Ways)[number]

export const usualHttp2Way: Http2Way = 'direct'
