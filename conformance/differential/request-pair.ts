// A request of the guide or of a scenario, as bytes of HTTP/1.1, through two gateways that serve the same: the
// answers, in which an echo backend says what it received, are to be the same text.
import { text } from 'node:stream/consumers'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { clientCertificateBy } from '../../src/testing/requests/client-authority.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import type { RequestCase } from '../../src/testing/requests/request-case.ts'
import { tlsOptions } from '../../src/testing/requests/tls-client.ts'
import { urlPartsOf } from '../../src/testing/requests/url-parts.ts'
import { canonicalAnswers, named, type PortNames } from './canonical.ts'

/** Of listeners that a redirect may lead to. */
const redirectPorts = [80, 443, 8080, 8443]

/** Rejects with all that differ, each with both answers. */
export async function assertSameAnswers(
  requests: readonly RequestCase[],
  ways: readonly [Reach, Reach],
): Promise<void> {
  const found: string[] = []
  for (const request of requests.filter(isComparable)) {
    const [one, other] = await Promise.all(
      ways.map((reach, index) => answerTo(ofItsOwn(request, index), reach)),
    )
    if (one !== other) found.push(`${request.what} (${request.url})\n${one}\n--- or\n${other}`)
  }
  if (found.length > 0) throw new Error(found.join('\n\n'))
}

/** What HTTP/1.1 can ask, and what does not depend on chance. */
function isComparable({ url, protocol = 'h1', expect }: RequestCase): boolean {
  return /^https?:/.test(url) && protocol === 'h1' && expect.shares === undefined
}

/** Echo backends count tries by `uuid`. */
function ofItsOwn(request: RequestCase, way: number): RequestCase {
  return { ...request, url: request.url.replace(/\buuid=[^&]*/, `$&-way-${way}`) }
}

async function answerTo(request: RequestCase, reach: Reach): Promise<string> {
  const { method = 'GET', headers = {}, body } = request
  const { isTls, authority, target, port } = urlPartsOf(request.url)
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${authority}`,
    ...Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((each) => `${name}: ${each}`),
    ),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    'Connection: close',
  ]
  const socket = isTls
    ? connectTls({ ...reach.addressOf(port), ...(await tlsOf(request, authority)) })
    : connectTcp(reach.addressOf(port))
  socket.setEncoding('latin1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
  const received = await text(socket).catch((error: NodeJS.ErrnoException) => `(${error.code})`)
  const answers = named(canonicalAnswers(received, [method]), portNames(reach, port))
  return answers.replaceAll(/-way-\d/g, '')
}

async function tlsOf({ sni, clientCertificate }: RequestCase, authority: string) {
  const servername = sni ?? authority.replace(/:\d+$/, '')
  const pair =
    clientCertificate === undefined ? undefined : await clientCertificateBy(clientCertificate)
  return tlsOptions({ servername, pair }, 'http/1.1')
}

/** Of listeners, which two gateways on one machine do not share. */
function portNames(reach: Reach, asked: number): PortNames {
  const ports = [...redirectPorts, asked]
  return new Map(ports.map((port) => [`${reach.addressOf(port).port}`, `(${port})`]))
}
