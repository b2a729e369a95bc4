// The way of HTTP/2 that an operator may choose.
import { Option } from 'commander'
import { http2Ways, usualHttp2Way } from '../../proxy/words/http2-way.ts'

export function http2Option(): Option {
  return new Option(
    '--http2 <way>',
    'How HTTP/2 is served: direct on sockets, or by the reference way (node:http2)',
  )
    .choices(http2Ways)
    .default(usualHttp2Way)
}
