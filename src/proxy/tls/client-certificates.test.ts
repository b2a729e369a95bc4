// Who is let in by a listener that asks clients for certificates: with real handshakes of both versions,
// certificates of all sorts, and sessions that somebody would like to take elsewhere.
import test, { type ExecutionContext } from 'ava'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { text } from 'node:stream/consumers'
import { connect, type ConnectionOptions, type SecureVersion, type TLSSocket } from 'node:tls'
import type { CaBundle, ClientValidation, HttpListener } from '../../snapshot/routing-snapshot.ts'
import { makeAuthority, type TestAuthority } from '../../testing/authority.ts'
import { makeKeyPair, type TestKeyPair } from '../../testing/key-pair.ts'
import { testCertificate } from '../../testing/proxy/client-side/certificate.ts'
import {
  snapshotOnPort,
  startPlane,
  type TestPlane,
} from '../../testing/proxy/client-side/plane.ts'
import { wireOf } from '../../testing/proxy/client-side/wire.ts'

const server = await testCertificate(['a.test', 'b.test'])
const authority = await makeAuthority('ours')
const other = await makeAuthority('theirs')
const ours = bundle('ours', authority)
const theirs = bundle('theirs', other)
const client = await authority.issue(['client'])
const stranger = await other.issue(['client'])
const versions: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3']

function bundle(name: string, ...authorities: readonly TestAuthority[]): CaBundle {
  const certificates = authorities.map(({ certificate }) => `${certificate}\n`).join('')
  return Object.freeze({ name: `configmap/test/${name}`, certificates })
}

function asking(
  caBundles: readonly CaBundle[] = [ours],
  more: Partial<HttpListener> & { mode?: ClientValidation['mode'] } = {},
): Partial<HttpListener> {
  const { mode = 'AllowValidOnly', ...said } = more
  const clientValidation = { mode, caBundles: caBundles.map(({ name }) => name) }
  return {
    name: 'a.test',
    hostname: 'a.test',
    tls: { certificates: [server.name], clientValidation },
    ...said,
  }
}

function start(
  t: ExecutionContext,
  listeners: readonly Partial<HttpListener>[],
  caBundles: readonly CaBundle[] = [ours],
): Promise<TestPlane> {
  return startPlane(t, { listeners, caBundles, certificates: [server] })
}

function open(t: ExecutionContext, port: number, options: ConnectionOptions): TLSSocket {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'a.test',
    rejectUnauthorized: false,
    ...options,
  })
  socket.on('error', () => undefined)
  t.teardown(() => void socket.destroy())
  return socket
}

function shown(pair: TestKeyPair | undefined): ConnectionOptions {
  return pair ? { cert: pair.certificate, key: pair.key } : {}
}

function only(version: SecureVersion): ConnectionOptions {
  return { minVersion: version, maxVersion: version }
}

/** The status of an answer, or `refused` with the alert, if there was one. */
async function ask(t: ExecutionContext, port: number, options: ConnectionOptions): Promise<string> {
  const socket = open(t, port, options)
  let alert = ''
  socket.on('error', ({ message }: Error) => (alert = message))
  socket.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
  const wire = wireOf(socket)
  const received = await wire.closed
  if (!socket.closed) await once(socket, 'close').catch(() => undefined)
  return /^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? `refused ${alert}`.trim()
}

/** Each certificate of its chain, with the key. */
function blocksOf({ certificate, key }: TestKeyPair): readonly TestKeyPair[] {
  return certificate
    .split(/(?<=END CERTIFICATE-----)\s*/)
    .filter((block) => block !== '')
    .map((block) => ({ certificate: block, key }))
}

/** RFC 8446 §6.2 has an alert of its own for it, RFC 5246 §7.4.6 has not. */
const noneShown = /^refused .*alert (handshake failure|certificate required)/

for (const version of versions) {
  const seen = async (t: ExecutionContext, listener: Partial<HttpListener>, pair?: TestKeyPair) => {
    const plane = await start(t, [listener])
    const answer = await ask(t, plane.port, { ...only(version), ...shown(pair) })
    return { answer, requests: plane.requests.length, refused: plane.refused }
  }

  test(`${version}: who shows a certificate of the authority is let in`, async (t) => {
    t.like(await seen(t, asking(), client), { answer: '200', requests: 1, refused: [] })
  })

  test(`${version}: who shows none is refused with the alert that says so`, async (t) => {
    const { answer, requests, refused } = await seen(t, asking())
    t.regex(answer, noneShown)
    t.deepEqual([requests, refused], [0, ['client-certificate']])
  })

  const isRefused = test.macro({
    exec: async (t, pair: () => Promise<TestKeyPair>) => {
      const { answer, requests, refused } = await seen(t, asking(), await pair())
      t.regex(answer, /^refused/)
      t.deepEqual([requests, refused], [0, ['client-certificate']])
    },
    title: (what = '') => `${version}: ${what} is refused, and nothing of a request is served`,
  })
  const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
  const future = { notBefore: new Date('2098-01-01'), notAfter: new Date('2099-01-01') }
  test('a certificate of another authority', isRefused, async () => stranger)
  test('one of an authority of the same name', isRefused, async () =>
    (await makeAuthority('ours')).issue(['client']),
  )
  test('one that signed itself', isRefused, () => makeKeyPair(['client']))
  test('one that is past its end', isRefused, () => authority.issue(['client'], past))
  test('one that is not yet valid', isRefused, () => authority.issue(['client'], future))
  test('one for servers alone', isRefused, () =>
    authority.issue(['client'], { usages: ['1.3.6.1.5.5.7.3.1'] }),
  )
  test('one whose intermediate is not shown', isRefused, async () => {
    const { certificate, key } = await (await authority.intermediate('between')).issue(['client'])
    return { certificate: certificate.split(/(?<=END CERTIFICATE-----)/)[0] ?? '', key }
  })
  test('one that was signed by one that is no authority', isRefused, async () => {
    const between = await authority.issue(['between'])
    const signed = await (await makeAuthority('between')).issue(['client'])
    return { ...signed, certificate: `${signed.certificate}\n${between.certificate}` }
  })

  for (const [when, its] of [
    ['past its end', past],
    ['before its time', future],
  ] as const)
    test(`${version}: an authority that another one signed vouches for nobody ${when}`, async (t) => {
      const late = await other.intermediate('late', its)
      const both = bundle('both', late, authority)
      const { port, requests } = await start(t, [asking([both])], [both])
      for (const from of [late, await late.intermediate('below')])
        t.regex(
          await ask(t, port, { ...only(version), ...shown(await from.issue(['client'])) }),
          /^refused/,
        )
      const [leaf, ...rest] = blocksOf(await (await late.intermediate('below')).issue(['client']))
      const amid = {
        ...leaf!,
        certificate: [leaf, client, ...rest].map((x) => x!.certificate).join('\n'),
      }
      t.regex(await ask(t, port, { ...only(version), ...shown(amid) }), /^refused/)
      t.is(requests.length, 0)
      const deep = await (await authority.intermediate('between')).issue(['client'])
      for (const pair of [client, deep])
        t.is(await ask(t, port, { ...only(version), ...shown(pair) }), '200')
    })

  test(`${version}: a chain by an intermediate, one made for clients, and more than is needed are taken`, async (t) => {
    const between = await authority.intermediate('between')
    const long = await (await between.intermediate('below')).issue(['client'])
    t.like(await seen(t, asking(), long), { answer: '200' })
    const usages = ['1.3.6.1.5.5.7.3.2']
    t.like(await seen(t, asking(), await authority.issue(['client'], { usages })), {
      answer: '200',
    })
    const more = { ...client, certificate: `${client.certificate}\n${other.certificate}` }
    t.like(await seen(t, asking(), more), { answer: '200' })
  })

  test(`${version}: a chain of 100 KiB and more is refused`, async (t) => {
    const chain = `${client.certificate}\n${`${other.certificate}\n`.repeat(400)}`
    const { answer, requests } = await seen(t, asking(), { ...client, certificate: chain })
    t.regex(answer, /^refused/)
    t.is(requests, 0)
  })

  test(`${version}: with AllowInsecureFallback everybody is let in`, async (t) => {
    const fallback = asking([ours], { mode: 'AllowInsecureFallback' })
    for (const pair of [
      undefined,
      client,
      stranger,
      await makeKeyPair(['me']),
      await authority.issue(['old'], past),
    ])
      t.like(await seen(t, fallback, pair), { answer: '200', refused: [] })
    // Its signature is wrong: what OpenSSL remembers of that must not meet the next read.
    const namesake = await (await makeAuthority('ours')).issue(['client'])
    const { port } = await start(t, [fallback])
    for (let rounds = 0; rounds < 20; rounds++) {
      const socket = open(t, port, { ...only(version), ...shown(namesake) })
      await once(socket, 'secureConnect')
      socket.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
      t.regex(await wireOf(socket).closed, /^HTTP\/1.1 200 /)
    }
  })

  test(`${version}: each listener asks in its own way, in one Gateway and across Gateways`, async (t) => {
    const gateway = 'gateway/test/other'
    const listeners = [
      asking(),
      asking([theirs], { name: 'b.test', hostname: 'b.test', gateway }),
      { name: 'any', hostname: '', tls: { certificates: [server.name] } },
    ]
    const { port } = await start(t, listeners, [ours, theirs])
    for (const [servername, pair, isIn] of [
      ['a.test', client, true],
      ['a.test', stranger, false],
      ['b.test', stranger, true],
      ['b.test', client, false],
      ['c.test', undefined, true],
    ] as const) {
      const answer = await ask(t, port, { ...only(version), servername, ...shown(pair) })
      t.is(/^\d/.test(answer), isIn, `${servername} ${answer}`)
    }
  })

  test(`${version}: several bundles, and several certificates in one, all vouch`, async (t) => {
    const third = await makeAuthority('third')
    const two = bundle('two', other, third)
    const { port } = await start(t, [asking([ours, two])], [ours, two])
    for (const pair of [client, stranger, await third.issue(['client'])])
      t.is(await ask(t, port, { ...only(version), ...shown(pair) }), '200')
  })

  test(`${version}: an intermediate is an anchor where the bundle has it alone`, async (t) => {
    const between = await authority.intermediate('between')
    const one = bundle('between', between)
    const { port } = await start(t, [asking([one])], [one])
    const options = only(version)
    t.is(await ask(t, port, { ...options, ...shown(await between.issue(['client'])) }), '200')
    t.regex(await ask(t, port, { ...options, ...shown(client) }), /^refused/)
  })

  /** A session of a connection on which a request was answered. */
  const sessionFrom = async (
    t: ExecutionContext,
    port: number,
    options: ConnectionOptions,
  ): Promise<Buffer> => {
    const socket = open(t, port, { ...only(version), ...options })
    const answered = async () => {
      await once(socket, 'secureConnect')
      socket.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
      await wireOf(socket).until(/ 200 /)
    }
    const [[session]] = await Promise.all([once(socket, 'session'), answered()])
    return session
  }
  const resumes = async (t: ExecutionContext, port: number, options: ConnectionOptions) => {
    const socket = open(t, port, { ...only(version), ...options })
    await once(socket, 'secureConnect')
    return socket.isSessionReused()
  }

  test(`${version}: a session resumes where the same clients are asked for`, async (t) => {
    const { port } = await start(t, [asking()])
    const session = await sessionFrom(t, port, shown(client))
    t.true(await resumes(t, port, { session, ...shown(client) }))
    t.is(await ask(t, port, { ...only(version), session }), '200')
  })

  test(`${version}: a session does not outlive the certificate that it was made with`, async (t) => {
    const { port, refused } = await start(t, [asking()])
    let { session, brief, notAfter } = await briefSession(t, port)
    refused.length = 0
    while (refused.length === 0) {
      const socket = open(t, port, { ...only(version), session, ...shown(brief) })
      socket.on('session', (next: Buffer) => (session = next))
      socket.write('GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n')
      await wireOf(socket).closed
    }
    t.true(Date.now() >= notAfter.getTime())
    t.deepEqual(refused, ['client-certificate'])
  })

  /** By a certificate that lasts hardly longer than it takes to make and to show it. */
  async function briefSession(t: ExecutionContext, port: number) {
    for (let seconds = 1; ; seconds *= 2) {
      // Certificates count in seconds.
      const notAfter = new Date((Math.ceil(Date.now() / 1000) + seconds) * 1000)
      const brief = await authority.issue(['client'], { notAfter })
      try {
        return { session: await sessionFrom(t, port, shown(brief)), brief, notAfter }
      } catch (error) {
        if (Date.now() < notAfter.getTime()) throw error
      }
    }
  }

  const lastsNot = test.macro({
    exec: async (
      t,
      before: readonly Partial<HttpListener>[],
      after: readonly Partial<HttpListener>[],
      servername: string,
    ) => {
      const { plane, port } = await start(t, before, [ours, theirs])
      const session = await sessionFrom(t, port, shown(client))
      await plane.apply(snapshotOnPort(port, after, [server], [ours, theirs]))
      const answer = await ask(t, port, { ...only(version), servername, session })
      t.regex(answer, noneShown)
    },
    title: (what = '') => `${version}: a session does not resume ${what}`,
  })
  const b = { name: 'b.test', hostname: 'b.test' }
  const everybody = { name: 'a.test', hostname: 'a.test', tls: { certificates: [server.name] } }
  const inOther = asking([ours], { ...b, gateway: 'gateway/test/other' })
  test('in another Gateway', lastsNot, [asking(), inOther], [asking(), inOther], 'b.test')
  test(
    'where other clients are asked for',
    lastsNot,
    [asking(), asking([theirs], b)],
    [asking(), asking([theirs], b)],
    'b.test',
  )
  test(
    'from where nobody is asked to where clients are',
    lastsNot,
    [everybody, asking([ours], b)],
    [everybody, asking([ours], b)],
    'b.test',
  )
  test('after a CA was removed', lastsNot, [asking([ours, theirs])], [asking([theirs])], 'a.test')
  test('after clients are asked for', lastsNot, [everybody], [asking()], 'a.test')
  test(
    'after the fallback has ended',
    lastsNot,
    [asking([ours], { mode: 'AllowInsecureFallback' })],
    [asking()],
    'a.test',
  )

  test(`${version}: a session of before does not resume when a CA was removed and came back`, async (t) => {
    const { plane, port } = await start(t, [asking([ours, theirs])], [ours, theirs])
    const session = await sessionFrom(t, port, shown(client))
    for (const bundles of [[theirs], [ours, theirs]])
      await plane.apply(snapshotOnPort(port, [asking(bundles)], [server], bundles))
    t.regex(await ask(t, port, { ...only(version), session }), noneShown)
  })

  test(`${version}: an open connection of a client that is not trusted any more is answered with 421 and closed`, async (t) => {
    const { plane, port } = await startPlane(t, {
      listeners: [asking([ours, theirs])],
      caBundles: [ours, theirs],
      certificates: [server],
      pipeline: (exchange) => {
        const status = exchange.connection.tls?.isOutdated?.() ? 421 : 200
        return exchange.respond({ status, headers: [], body: 'x' })
      },
    })
    const one = open(t, port, { ...only(version), ...shown(client), ALPNProtocols: ['http/1.1'] })
    const wire = wireOf(one)
    const get = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'
    one.write(get)
    await wire.until(/ 200 [^]*x$/)
    const two = open(t, port, { ...only(version), ...shown(client), ALPNProtocols: ['h2'] })
    await once(two, 'secureConnect')
    const http2 = connectHttp2('https://a.test', { createConnection: () => two })
    http2.on('error', () => undefined)
    const first = http2.request()
    t.is((await once(first, 'response'))[0][':status'], 200)
    await text(first)

    // An authority that is added takes nothing from anybody.
    const third = bundle('third', await makeAuthority('third'))
    const all = [ours, theirs, third]
    await plane.apply(snapshotOnPort(port, [asking(all)], [server], all))
    one.write(get)
    await wire.until(/ 200 [^]* 200 [^]*x$/)

    await plane.apply(snapshotOnPort(port, [asking([theirs, third])], [server], all))
    one.write(get)
    t.regex(await wire.closed, / 421 [^]*connection: close/i)
    const last = http2.request()
    t.is((await once(last, 'response'))[0][':status'], 421)
    await text(last)
    if (!http2.closed) await once(http2, 'goaway')
    t.true(http2.closed)
  })

  test(`${version}: a client may not ask for another handshake`, async (t) => {
    const { port } = await start(t, [asking()])
    const socket = open(t, port, { ...only(version), ...shown(client) })
    await once(socket, 'secureConnect')
    t.is(
      socket.renegotiate({}, () => undefined),
      version === 'TLSv1.2',
    )
    if (version === 'TLSv1.2') await once(socket, 'close')
  })
}

test('bundles that are missing, garbage or too many take only their own listener out', async (t) => {
  const b = { name: 'b.test', hostname: 'b.test' }
  const c = { name: 'c.test', hostname: 'c.test' }
  const garbage = { name: 'configmap/test/garbage', certificates: 'top secret' }
  const broken = {
    name: 'configmap/test/broken',
    certificates: '-----BEGIN CERTIFICATE-----\ntop secret\n-----END CERTIFICATE-----\n',
  }
  const bundles = [ours, garbage, broken]
  const listeners = [
    asking(),
    asking([ours, garbage], b),
    asking([broken], c),
    asking([theirs], { name: 'd.test', hostname: 'd.test' }),
    asking([], { name: 'e.test', hostname: 'e.test' }),
  ]
  const { port, report, logged } = await start(t, listeners, bundles)
  t.deepEqual(report['a.test'], { isBound: true })
  for (const name of ['b.test', 'c.test', 'd.test', 'e.test']) {
    t.like(report[name], { isBound: false })
    t.regex(await ask(t, port, { servername: name, ...shown(client) }), /unrecognized name/)
  }
  t.regex(
    JSON.stringify(report['b.test']),
    /CA bundle configmap\/test\/garbage has no readable cert/,
  )
  t.notRegex(JSON.stringify([report, logged]), /top secret|BEGIN/)
  t.is(await ask(t, port, shown(client)), '200')
})

test('a bundle that turns to garbage closes its listener, for open connections too', async (t) => {
  const { plane, port } = await startPlane(t, {
    listeners: [asking()],
    caBundles: [ours],
    certificates: [server],
    pipeline: (exchange) => {
      const status = exchange.connection.tls?.isOutdated?.() ? 421 : 200
      return exchange.respond({ status, headers: [] })
    },
  })
  const socket = open(t, port, shown(client))
  socket.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  const wire = wireOf(socket)
  await wire.until(/ 200 /)
  const garbage = { name: ours.name, certificates: 'nothing' }
  t.like(await plane.apply(snapshotOnPort(port, [asking()], [server], [garbage])), {
    'a.test': { isBound: false },
  })
  socket.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  t.regex(await wire.closed, / 421 /)
  t.regex(await ask(t, port, shown(client)), /unrecognized name/)
})
