// Cases made by fast-check: requests that are nearly right, cut into pieces and pipelined, some with a few octets
// changed, and endpoints that answer in any way.
import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  string,
  subarray,
  tuple,
  uint8Array,
  webPath,
} from 'fast-check'
import type { DifferentialCase, EndpointAnswer } from './case.ts'
import { hostnames } from './manifests.ts'
import { readResponse } from './messages.ts'

/** Mostly the first ones. */
function mostly(usual: readonly string[], odd: readonly string[]): Arbitrary<string> {
  return oneof(
    { weight: 24, arbitrary: constantFrom(...usual) },
    { weight: 1, arbitrary: constantFrom(...odd) },
  )
}

const method = mostly(
  ['GET', 'GET', 'POST', 'HEAD', 'PUT'],
  ['DELETE', 'OPTIONS', 'TRACE', 'get', 'X', 'G(T', ''],
)
const target = oneof(
  { weight: 12, arbitrary: constantFrom('/', '/x?y=z', '/old/x', '/exact', '/n1', '/a%20b') },
  { weight: 2, arbitrary: webPath().map((path) => `/${path}`) },
  { weight: 1, arbitrary: string({ maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: constantFrom('*', '//x', '/a/../b', '/%2e%2e/x', 'http://a.test/x', '/a#b', ''),
  },
)
const version = mostly(['HTTP/1.1'], ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1'])
const hostLine = oneof(
  {
    weight: 30,
    arbitrary: constantFrom(...Array(10).fill('a.test'), ...hostnames).map(
      (name) => `Host: ${name}`,
    ),
  },
  {
    weight: 1,
    arbitrary: constantFrom(
      'Host:',
      'X: no host',
      'Host: a.test\r\nHost: b.test',
      'host:A.test:80',
      'Host : a.test',
      'Host: a.test, b.test',
    ),
  },
)

const name = mostly(
  ['X-A', 'x-a', 'Accept', 'Cookie', 'X-Version', 'X-Set', 'User-Agent', 'X-Forwarded-For'],
  ['Connection', 'TE', 'Trailer', 'Upgrade', 'Expect', 'Keep-Alive', 'X-Request-Id', 'X_Y', 'X Y'],
)
const value = oneof(
  {
    weight: 12,
    arbitrary: constantFrom('1', 'two', 'keep-alive', 'x-a', 'trailers', '100-continue', ''),
  },
  { weight: 1, arbitrary: constant('close') },
  { weight: 4, arbitrary: string({ maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: string({
      unit: integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 8,
    }),
  },
)
const separator = mostly([': ', ':'], [' : ', ':\t', ':  ', ''])
const line = tuple(name, separator, value).map((parts) => parts.join(''))
const lineEnd = mostly(['\r\n', '\r\n', '\r\n', '\r\n'], ['\n', '\r', '\r\n ', '\r\r\n'])

const content = string({ maxLength: 40 })

const chunk = tuple(content, mostly(['', ''], [';a=b', ' ', ';', ';a="\r\n"']), nat(3)).map(
  ([text, extension, zeros]) =>
    text === '' ? '' : `${'0'.repeat(zeros)}${text.length.toString(16)}${extension}\r\n${text}\r\n`,
)
const lastChunk = mostly(
  ['0\r\n\r\n', '0\r\n\r\n', '0\r\nX-T: 1\r\n\r\n'],
  [
    '0\r\n',
    '00\r\n\r\n',
    '0;a\r\n\r\n',
    '0\r\nX T: 1\r\n\r\n',
    '',
    '0\r\nContent-Length: 1\r\n\r\n',
  ],
)
/** More than is read before an endpoint is asked, or many that cost more than others. */
const muchChunk = constantFrom(`11170\r\n${'x'.repeat(70_000)}\r\n`, '1\r\na\r\n'.repeat(1_500))
const chunks = tuple(
  oneof({ weight: 12, arbitrary: constant('') }, { weight: 1, arbitrary: muchChunk }),
  array(chunk, { maxLength: 4 }),
  lastChunk,
).map(([much, some, last]) => much + some.join('') + last)

/** Lines that say how long the body is, and a body. */
const framed = oneof(
  { weight: 10, arbitrary: constant({ lines: [] as readonly string[], body: '' }) },
  {
    weight: 8,
    arbitrary: content.map((body) => ({ lines: [`Content-Length: ${body.length}`], body })),
  },
  {
    weight: 8,
    arbitrary: chunks.map((body) => ({ lines: ['Transfer-Encoding: chunked'], body })),
  },
  {
    weight: 1,
    arbitrary: record({
      lines: subarray([
        'Content-Length: 3',
        'Content-Length: 4',
        'Content-Length: +3',
        'Transfer-Encoding: chunked',
        'Transfer-Encoding: gzip, chunked',
        'transfer-encoding:  Chunked',
        'Transfer-Encoding : chunked',
      ]),
      body: oneof(chunks, content),
    }),
  },
)

const request = record({
  method,
  target,
  version,
  hostLine,
  lines: array(line, { maxLength: 4 }),
  framed,
  lineEnd,
}).map((one) => {
  const lines = [one.hostLine, ...one.lines, ...one.framed.lines]
  const head = `${one.method} ${one.target} ${one.version}\r\n${lines.join(one.lineEnd)}\r\n\r\n`
  return latin1(head) + latin1(one.framed.body)
})

/** A few octets of it are others, doubled or gone. */
const change: Arbitrary<Change> = record({
  at: nat(),
  remove: nat(3),
  insert: oneof(
    constantFrom('', '\r\n', '\n', '\r', ' ', '\t', '\0', ':', '0', 'x', '\u00ff'),
    string({ maxLength: 3 }),
  ),
})

interface Change {
  readonly at: number
  readonly remove: number
  readonly insert: string
}

function changed(bytes: string, { at, remove, insert }: Change): string {
  const place = at % (bytes.length + 1)
  return bytes.slice(0, place) + latin1(insert) + bytes.slice(place + remove)
}

const sent = tuple(
  array(request, { minLength: 1, maxLength: 4 }),
  oneof(
    { weight: 6, arbitrary: constant([]) },
    { weight: 1, arbitrary: array(change, { maxLength: 3 }) },
  ),
).map(([requests, changes]) => changes.reduce(changed, requests.join('')))

/** Cut at any places. */
function pieces(bytes: Arbitrary<string>): Arbitrary<readonly string[]> {
  return tuple(bytes, array(nat(), { maxLength: 5 })).map(([all, cuts]) => {
    const places = [...new Set(cuts.map((cut) => cut % (all.length + 1)))].toSorted((a, b) => a - b)
    return [0, ...places].map((from, index) => all.slice(from, places[index] ?? all.length))
  })
}

const status = mostly(
  ['200 OK', '404 Not Found', '503 Busy'],
  [
    '204 No Content',
    '304 Not Modified',
    '100 Continue',
    '103 Hints',
    '101 Switch',
    '999 X',
    '20 X',
    '099 X',
  ],
)
const answerLine = tuple(
  mostly(
    ['X-A', 'Set-Cookie', 'Server', 'Date', 'ETag'],
    ['Connection', 'Keep-Alive', 'Upgrade', 'Trailer', 'X Y', 'Transfer-Encoding'],
  ),
  separator,
  value,
).map((parts) => parts.join(''))

const answerBytes = record({
  version,
  status,
  lines: array(answerLine, { maxLength: 3 }),
  framed,
  lineEnd,
}).map((one) => {
  const lines = [...one.lines, ...one.framed.lines].map((each) => each + one.lineEnd)
  return latin1(`${one.version} ${one.status}\r\n${lines.join('')}\r\n${one.framed.body}`)
})

const closes = constantFrom('end' as const, 'reset' as const)
const after = constantFrom('head' as const)

/** One message in pieces; or anything, whole. */
const answer: Arbitrary<EndpointAnswer> = oneof(
  record(
    { pieces: pieces(answerBytes), isPatient: boolean(), closes, after },
    { requiredKeys: ['pieces'] },
  ),
  record(
    {
      pieces: tuple(
        array(answerBytes, { minLength: 1, maxLength: 2 }),
        array(change, { maxLength: 2 }),
      ).map(([all, changes]) => [changes.reduce(changed, all.join(''))]),
      closes,
      after,
    },
    { requiredKeys: ['pieces'] },
  ),
)

export const generatedCase: Arbitrary<DifferentialCase> = record(
  {
    what: constant('generated'),
    send: pieces(oneof({ weight: 40, arbitrary: sent }, { weight: 1, arbitrary: randomBytes() })),
    isPatient: boolean(),
    closes,
    answers: array(answer, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['what', 'send'] },
).map(withoutLateRests)

/**
 * What comes behind an answer in a later piece may be read before the next request is written to the connection, or
 * after: that is chance.
 */
function withoutLateRests(one: DifferentialCase): DifferentialCase {
  const answers = one.answers?.map((each) =>
    mayLeaveRest(one, each) ? { ...each, pieces: [each.pieces.join('')] } : each,
  )
  return { ...one, ...(answers && { answers }) }
}

function mayLeaveRest({ send }: DifferentialCase, { pieces: parts }: EndpointAnswer): boolean {
  const bytes = parts.join('')
  const read = readResponse(bytes, 0, 'GET')
  return send.join('').includes('HEAD') || read?.next !== bytes.length || read.end === 'malformed'
}

function randomBytes(): Arbitrary<string> {
  return uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
}

/** What has no octet in Latin-1 becomes one. */
function latin1(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
