import test from 'ava'
import type { RequestRedirect } from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import {
  exampleListener,
  exampleMatch,
  exampleRequest,
} from '../../testing/proxy/request-examples.ts'
import { redirectOf } from './redirect.ts'

const leads = test.macro(
  (
    t,
    filter: Partial<RequestRedirect>,
    from: Partial<RequestHead> & { readonly listenerPort: number },
    location: string,
  ) => {
    const { listenerPort, ...request } = from
    const made = redirectOf(
      { type: 'RequestRedirect', statusCode: 302, ...filter },
      {
        request: exampleRequest(request),
        match: exampleMatch({ path: { type: 'PathPrefix', value: '/foo' } }),
        listener: exampleListener({ port: 15_000, clientPort: listenerPort }),
      },
    )
    t.deepEqual(made, { status: filter.statusCode ?? 302, location })
  },
)

const plain = { target: '/foo/x?q=1', listenerPort: 80 }
const offset = { target: '/foo/x?q=1', listenerPort: 8080, authority: 'example.com:9' }
const secure = { target: '/foo/x?q=1', listenerPort: 443, scheme: 'https' } as const

test(
  'a filter that names nothing leads to the same address',
  leads,
  {},
  plain,
  'http://example.com/foo/x?q=1',
)
test(
  'every status code is the filter’s',
  leads,
  { statusCode: 308 },
  plain,
  'http://example.com/foo/x?q=1',
)
test('a hostname leads there', leads, { hostname: 'a.org' }, plain, 'http://a.org/foo/x?q=1')
test(
  'with no scheme the port is the listener’s, not that of Host',
  leads,
  { hostname: 'a.org' },
  offset,
  'http://a.org:8080/foo/x?q=1',
)
test(
  'with a scheme the port is the scheme’s',
  leads,
  { scheme: 'https' },
  offset,
  'https://example.com/foo/x?q=1',
)
test(
  'with the scheme of the request the port is the scheme’s',
  leads,
  { scheme: 'http' },
  offset,
  'http://example.com/foo/x?q=1',
)
test(
  'a port that is named is written',
  leads,
  { port: 8443, scheme: 'https' },
  plain,
  'https://example.com:8443/foo/x?q=1',
)
test(
  'the port 80 is not written after http',
  leads,
  { port: 80 },
  offset,
  'http://example.com/foo/x?q=1',
)
test(
  'the port 443 is not written after https',
  leads,
  { port: 443, scheme: 'https' },
  plain,
  'https://example.com/foo/x?q=1',
)
test(
  'the port 443 is written after http',
  leads,
  { port: 443 },
  plain,
  'http://example.com:443/foo/x?q=1',
)
test(
  'the port 80 is written after https',
  leads,
  { port: 80 },
  secure,
  'https://example.com:80/foo/x?q=1',
)
test(
  'the listener’s port 443 is not written after https',
  leads,
  {},
  secure,
  'https://example.com/foo/x?q=1',
)
test(
  'the request’s scheme stays',
  leads,
  {},
  { ...secure, listenerPort: 8443 },
  'https://example.com:8443/foo/x?q=1',
)
test(
  'a full path keeps the query',
  leads,
  { path: { type: 'ReplaceFullPath', value: '/new' } },
  plain,
  'http://example.com/new?q=1',
)
test(
  'a prefix is replaced',
  leads,
  { path: { type: 'ReplacePrefixMatch', value: '/new' } },
  plain,
  'http://example.com/new/x?q=1',
)
test(
  'an IPv6 host keeps its brackets',
  leads,
  {},
  { ...offset, hostname: '[::1]' },
  'http://[::1]:8080/foo/x?q=1',
)
test(
  'a request without a host is led to the path',
  leads,
  { scheme: 'https' },
  { ...plain, hostname: '', httpVersion: '1.0' },
  '/foo/x?q=1',
)
test(
  'a request about the host itself is led to its root',
  leads,
  {},
  { ...plain, target: '*' },
  'http://example.com/',
)
