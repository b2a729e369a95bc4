import test from 'ava'
import * as fc from 'fast-check'
import type { Cors } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList } from '../words/exchange.ts'
import { exampleRequest } from '../../testing/proxy/request-examples.ts'
import { isPreflight, preflightHeaders, withCors } from './cors.ts'

const foo = 'https://www.foo.com'

function corsWith(given: Partial<Cors> = {}): Cors {
  return {
    type: 'CORS',
    allowOrigins: [foo, 'https://*.bar.com'],
    allowCredentials: false,
    allowMethods: ['PUT', 'DELETE'],
    allowHeaders: ['X-One', 'x-two'],
    exposeHeaders: ['X-Three'],
    maxAgeSeconds: 5,
    ...given,
  }
}

function preflightOf(headers: HeaderList, cors = corsWith()) {
  const answer = preflightHeaders(cors, exampleRequest({ method: 'OPTIONS', headers }))
  return answer && Object.fromEntries(answer)
}

function answered(headers: HeaderList, asked: HeaderList, cors = corsWith()) {
  return withCors(headers, cors, exampleRequest({ headers: asked }))
}

const asked = (origin: string, method = 'PUT'): HeaderList => [
  ['Origin', origin],
  ['Access-Control-Request-Method', method],
]

test('a preflight is OPTIONS with an origin and a method asked for', (t) => {
  const is = (method: string, headers: HeaderList) =>
    isPreflight(exampleRequest({ method, headers }))
  t.true(is('OPTIONS', asked(foo)))
  t.false(is('GET', asked(foo)))
  t.false(is('options', asked(foo)))
  t.false(is('OPTIONS', [['Origin', foo]]))
  t.false(is('OPTIONS', [['Access-Control-Request-Method', 'PUT']]))
})

test('a preflight is told what the filter allows', (t) => {
  t.deepEqual(preflightOf(asked(foo)), {
    'Access-Control-Allow-Origin': foo,
    'Access-Control-Allow-Methods': 'PUT, DELETE',
    'Access-Control-Allow-Headers': 'X-One, x-two',
    'Access-Control-Expose-Headers': 'X-Three',
    'Access-Control-Max-Age': '5',
  })
})

test('a preflight of another origin, or of two, is told nothing', (t) => {
  t.is(preflightOf(asked('https://evil.example')), undefined)
  t.is(preflightOf([...asked(foo), ['origin', 'https://evil.example']]), undefined)
  t.is(preflightOf([...asked(foo), ['origin', foo]]), undefined)
})

test('credentials are allowed in so many letters', (t) => {
  t.is(preflightOf(asked(foo))?.['Access-Control-Allow-Credentials'], undefined)
  const allowing = preflightOf(asked(foo), corsWith({ allowCredentials: true }))
  t.is(allowing?.['Access-Control-Allow-Credentials'], 'true')
})

test('wildcards with credentials are answered with what was asked for', (t) => {
  const all = {
    allowOrigins: ['*'],
    allowMethods: ['*'],
    allowHeaders: ['*'],
    exposeHeaders: ['*'],
  }
  const cors = corsWith({ ...all, allowCredentials: true })
  const names: HeaderList = [
    ['access-control-request-headers', 'x-a,Authorization'],
    ['access-control-request-headers', ' x-b '],
  ]
  t.deepEqual(preflightOf([...asked('https://any.example:1234'), ...names], cors), {
    'Access-Control-Allow-Origin': 'https://any.example:1234',
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Allow-Methods': 'PUT',
    'Access-Control-Allow-Headers': 'x-a, Authorization, x-b',
    'Access-Control-Max-Age': '5',
  })
  t.is(preflightOf(asked('null'), cors)?.['Access-Control-Allow-Origin'], 'null')
})

test('the wildcard for origins without credentials is given to all', (t) => {
  const cors = corsWith({ allowOrigins: ['*'] })
  t.is(preflightOf(asked('https://any.example'), cors)?.['Access-Control-Allow-Origin'], '*')
  t.deepEqual(answered([], [], corsWith({ allowOrigins: ['*'], exposeHeaders: ['*'] })), [
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Expose-Headers', '*'],
  ])
})

test('what is asked for and is no method or name is not repeated', (t) => {
  const cors = corsWith({ allowMethods: ['*'], allowHeaders: ['*'] })
  for (const bad of ['', 'a b', 'a\r\nSet-Cookie: x=y', 'ä', ',', 'x'.repeat(300)]) {
    const answer = preflightOf(
      [
        ['Origin', foo],
        ['Access-Control-Request-Method', bad],
        ['Access-Control-Request-Headers', bad],
      ],
      cors,
    )
    t.is(answer?.['Access-Control-Allow-Methods'], undefined, bad)
    t.is(answer?.['Access-Control-Allow-Headers'], undefined, bad)
  }
  const many = Array.from({ length: 101 }, (_, i) => `x-${i}`).join(',')
  const answer = preflightOf([...asked(foo), ['Access-Control-Request-Headers', many]], cors)
  t.is(answer?.['Access-Control-Allow-Headers'], undefined)
})

test("an answer's own cross-origin headers are replaced, for allowed origins and others", (t) => {
  const own: HeaderList = [
    ['access-control-allow-origin', '*'],
    ['Access-Control-Allow-Credentials', 'true'],
    ['ACCESS-CONTROL-MAX-AGE', '999'],
    ['X-A', '1'],
  ]
  t.deepEqual(answered(own, [['origin', foo]]), [
    ['X-A', '1'],
    ['Vary', 'Origin'],
    ['Access-Control-Allow-Origin', foo],
    ['Access-Control-Expose-Headers', 'X-Three'],
  ])
  for (const others of [[], [['origin', 'https://evil.example']]] as const)
    t.deepEqual(answered(own, others), [
      ['X-A', '1'],
      ['Vary', 'Origin'],
    ])
})

test('Vary names Origin once', (t) => {
  for (const value of ['Accept, origin', 'ORIGIN', '*'])
    t.deepEqual(answered([['vary', value]], []), [['vary', value]])
  t.deepEqual(answered([['Vary', 'X-Origin']], []), [
    ['Vary', 'X-Origin'],
    ['Vary', 'Origin'],
  ])
})

test('with credentials the wildcard for exposed headers becomes their names', (t) => {
  const cors = corsWith({ allowCredentials: true, exposeHeaders: ['*'] })
  const headers: HeaderList = [
    ['X-A', '1'],
    ['Set-Cookie', 'a=b'],
    ['x-a', '2'],
    ['X-B', '3'],
  ]
  const exposed = new Map(answered(headers, [['origin', foo]], cors)).get(
    'Access-Control-Expose-Headers',
  )
  t.is(exposed, 'x-a, X-B')
})

test('whatever a client sends, an answer repeats only origins, and never * with credentials', (t) => {
  const value = fc.oneof(
    fc.constantFrom(foo, 'null', '*', 'https://a.bar.com', `${foo}, ${foo}`, `${foo}\r\nX: y`),
    fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes)),
  )
  const cors = fc.record({
    allowOrigins: fc.constantFrom(['*'], [foo], ['https://*'], []),
    allowMethods: fc.constantFrom(['*'], ['GET'], []),
    allowHeaders: fc.constantFrom(['*'], ['x-a'], []),
    exposeHeaders: fc.constantFrom(['*'], ['x-a'], []),
  })
  fc.assert(
    fc.property(cors, value, value, value, (given, origin, method, names) => {
      const filter = corsWith({ ...given, allowCredentials: true })
      const headers: HeaderList = [
        ['origin', origin],
        ['access-control-request-method', method],
        ['access-control-request-headers', names],
      ]
      const request = exampleRequest({ method: 'OPTIONS', headers })
      const said = [...(preflightHeaders(filter, request) ?? []), ...withCors([], filter, request)]
      return (
        said.every(([, text]) => /^[\x21-\x7e]+(?:, [\x21-\x7e]+)*$/.test(text)) &&
        said.every(
          ([name, text]) =>
            name !== 'Access-Control-Allow-Origin' || (text === origin && text !== '*'),
        )
      )
    }),
    { numRuns: 5_000 },
  )
  t.pass()
})
