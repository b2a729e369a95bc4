// The way of HTTP/1.1 that an operator may choose.
import { Option } from 'commander'
import { http1Ways, usualHttp1Way } from '../../proxy/words/http1-way.ts'

export function http1Option(): Option {
  return new Option(
    '--http1 <way>',
    'How HTTP/1.1 is served: direct on sockets, or by the reference way alone (Express)',
  )
    .choices(http1Ways)
    .default(usualHttp1Way)
}
