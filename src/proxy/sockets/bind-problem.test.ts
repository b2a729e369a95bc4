import test from 'ava'
import { bindProblem } from './bind-problem.ts'

const http = { address: '127.0.0.1', port: 80 }

const says = test.macro({
  exec(t, code: string, expected: RegExp) {
    const error = Object.assign(new Error('failed'), { code })
    const problem = bindProblem({ ...http, error, hasPortOffset: true })
    t.regex(problem, expected)
    t.true(problem.startsWith('127.0.0.1:80 '))
  },
  title: (_, code) => `${code} is told as a sentence that says what to do`,
})

test(
  says,
  'EADDRINUSE',
  /in use by another program: stop that program, or choose another port or port offset$/,
)
test(says, 'EACCES', /choose a port above 1023/)
test(says, 'EPERM', /CAP_NET_BIND_SERVICE/)
test(says, 'EADDRNOTAVAIL', /does not have the address: add it/)
test(says, 'EAFNOSUPPORT', /choose an IPv4 address/)
test(says, 'EMFILE', /ulimit -n/)
test(says, 'ERR_SOCKET_BAD_PORT', /1 to 65535/)
test(says, 'EOTHER', /\(EOTHER\): choose another/)

test('an IPv6 address stands in brackets', (t) => {
  t.true(
    bindProblem({
      ...http,
      address: '::1',
      error: new Error('failed'),
      hasPortOffset: true,
    }).startsWith('[::1]:80 '),
  )
})

test('on a node of a cluster there is no port offset to choose, and another program on the node has a port', (t) => {
  const said = ['EADDRINUSE', 'EACCES', 'ERR_SOCKET_BAD_PORT'].map((code) =>
    bindProblem({
      ...http,
      error: Object.assign(new Error('failed'), { code }),
      hasPortOffset: false,
    }),
  )
  t.is(
    said[0],
    '127.0.0.1:80 is in use by another program on the node: stop that program, or choose another port',
  )
  t.false(said.join().includes('offset'))
})

test('UDP is named, as the port may be free in TCP', (t) => {
  t.is(
    bindProblem({
      ...http,
      transport: 'UDP',
      error: Object.assign(new Error('failed'), { code: 'EADDRINUSE' }),
      hasPortOffset: false,
    }),
    '127.0.0.1:80 (UDP) is in use by another program on the node: stop that program, or choose another port',
  )
})
