// How long a request may take (httproute_types.go, HTTPRouteTimeouts). The backend answers as late as
// the query asks it to.
import { gateway, prefix, route, to } from './objects.ts'
import { get, isFine, scenario } from './scenario.ts'

const rules = (timeout: 'request' | 'backendRequest') => [
  { matches: [prefix('/short')], timeouts: { [timeout]: '200ms' }, backendRefs: [to('one')] },
  { matches: [prefix('/none')], timeouts: { [timeout]: '0s' }, backendRefs: [to('one')] },
  { matches: [prefix('/h2c')], timeouts: { [timeout]: '200ms' }, backendRefs: [to('h2c')] },
]

const answersLate = { status: 200, backend: 'infra/one', longerThanMs: 300 }
const timesOut = { status: 504, longerThanMs: 190, shorterThanMs: 1000 }

for (const [name, timeout] of [
  ['HTTPRouteTimeoutRequest', 'request'],
  ['HTTPRouteTimeoutBackendRequest', 'backendRequest'],
] as const) {
  scenario({
    name,
    says: 'what takes longer is answered with 504, and 0s means no limit',
    objects: [gateway(), route({ rules: rules(timeout) })],
    requests: [
      get('http://a.example/short', 'infra/one'),
      get('http://a.example/short?delay=2s', timesOut),
      get('http://a.example/short?delay=2s', timesOut, { protocol: 'h2' }),
      get('http://a.example/h2c?delay=2s', timesOut),
      get('http://a.example/none?delay=300ms', answersLate),
    ],
    conditions: isFine('HTTPRoute infra/route'),
  })
}

scenario({
  name: 'HTTPRouteTimeoutRequest',
  says: 'the shorter one of both limits counts',
  objects: [
    gateway(),
    route({
      rules: [
        {
          timeouts: { request: '1s', backendRequest: '200ms' },
          backendRefs: [to('one')],
        },
      ],
    }),
  ],
  requests: [get('http://a.example/?delay=2s', { ...timesOut, shorterThanMs: 900 })],
})
