import { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { snapshotOfRule } from '../../../testing/proxy/gateway.ts'
import { AnswerReader } from '../../endpoint-side/http1-direct/answer-reader.ts'
import { SharedAllowance } from '../../request/forward/shared-allowance.ts'
import { findRule } from '../../request/find-rule.ts'
import { routeTableOf } from '../../routing/route-table.ts'
import { KeepAliveLines } from './client-head.ts'
import { DirectExchange } from '../direct-exchange/direct-exchange.ts'
import type { ExchangeClient } from '../direct-exchange/exchange-client.ts'
import { Http1Answer } from './http1-answer.ts'
import { readPlainHead } from './plain-head.ts'
import { plainRequestOf } from './plain-request.ts'

const secureFacts = {
  address: '127.0.0.1',
  port: 8443,
  remoteAddress: '127.0.0.1',
  remotePort: 1,
  tls: { serverName: 'shop.example', gateway: 'gateway', listener: 'listener' },
}

test('an answer in tiny pieces that its client does not read is not read on', async (t) => {
  const endpoint = { name: 'endpoint', address: '127.0.0.1', port: 1 }
  const snapshot = snapshotOfRule({}, { shop: [endpoint] })
  const facts = { address: '127.0.0.1', port: 8080, remoteAddress: '127.0.0.1', remotePort: 1 }
  const paused: boolean[] = []
  const upstream = {
    isReady: true,
    writeHead: () => {},
    endRequest: () => {},
    pause: () => void paused.push(true),
    resume: () => void paused.push(false),
  }
  // Takes the first piece and no more.
  const stream = new Duplex({ read: () => {}, write: () => {} })
  const client = {
    parts: {
      live: () => live,
      balancer: { choose: () => ({ endpoint, release: () => {} }) },
      connections: { of: () => ({ take: () => upstream }) },
      readAhead: new SharedAllowance(1),
    },
    facts,
    answer: new Http1Answer({
      stream: stream as Socket,
      facts,
      keepAlive: new KeepAliveLines(60_000),
      settleUnreadBody: () => false,
      onAnswerDrain: () => {},
      onAnswerSent: () => {},
    }),
    moved: () => {},
    readAhead: () => {},
    takeBody: () => Buffer.alloc(0),
    pauseBody: () => {},
    resumeBody: () => {},
    giveUpBody: () => {},
    onServed: () => {},
  }
  const text = 'GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n'
  readPlainHead(Buffer.from(text), text.length)
  const request = plainRequestOf(text, 'http')!
  const live = { snapshot, table: routeTableOf(snapshot) }
  const found = findRule(live.table, facts, request)
  if (found.type !== 'match') return t.fail()
  // A stand-in: it has what this exchange asks for.
  const exchange = new DirectExchange(client as never as ExchangeClient, {
    request,
    hasOwnId: true,
    requestId: 'id',
    userAgent: undefined,
    mayLoop: false,
    declaredLength: -1,
    live,
    found,
    way: {
      isDirect: true,
      changesRequest: false,
      changesAnswer: false,
      protocol: 'http1',
      passesLines: true,
    },
    isGrpc: false,
    isStreamed: false,
    limitMs: undefined,
    head: text,
    body: undefined,
  })
  exchange.begin()
  const reader = new AnswerReader({
    onInterim: (head) => exchange.onInterim(head),
    onAnswer: (head) => exchange.onAnswer(head),
    onPiece: (bytes, start, end) => exchange.onBody(bytes, start, end),
  })
  reader.reset({ isHead: false, takes: 'content' })
  const give = async (piece: string) => {
    reader.read(Buffer.from(piece), 0, piece.length)
    exchange.onPieceEnd()
    await turn()
  }
  await give('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
  for (let i = 0; i < 40; i++) await give('1\r\na\r\n')
  t.deepEqual(paused, [])
  for (let i = 0; i < 40; i++) await give('1\r\na\r\n')
  t.deepEqual(paused, [true])
})

test('behind an answer whose last piece was the last of many that waited, the next one is read on', async (t) => {
  let isLate = true
  const late: (() => void)[] = []
  const stream = new Duplex({
    read: () => {},
    write: (_, __, callback) => void (isLate ? late.push(callback) : callback()),
  })
  let sent = 0
  const answer = new Http1Answer({
    stream: stream as Socket,
    facts: secureFacts,
    keepAlive: new KeepAliveLines(60_000),
    settleUnreadBody: () => false,
    onAnswerDrain: () => {},
    onAnswerSent: () => void sent++,
  })
  const reader = new AnswerReader({
    onInterim: () => {},
    onAnswer: (head) => answer.head(head, undefined),
    onPiece: (bytes, start, end) => void answer.body(bytes, start, end),
  })
  const give = async (piece: string, isLast = false) => {
    reader.read(Buffer.from(piece), 0, piece.length)
    if (isLast) answer.end([])
    const takesMore = answer.flush()
    await turn()
    return takesMore
  }
  const begin = () => {
    answer.begin('GET')
    reader.reset({ isHead: false, takes: 'content' })
    return give('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
  }
  await begin()
  for (let i = 0; i < 62; i++) await give('1\r\na\r\n')
  await give('1\r\na\r\n0\r\n\r\n', true)
  t.is(sent, 0)
  isLate = false
  for (const callback of late) callback()
  await turn()
  t.is(sent, 1)
  t.true(await begin())
})
