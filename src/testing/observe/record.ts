// A request and a stream that went well, for tests to vary.
import type { AccessRecord } from '../../observe/log/access-record.ts'
import type { StreamRecord } from '../../observe/log/stream-record.ts'

export const goodRecord: AccessRecord = {
  time: '2026-01-02T03:04:05.678Z',
  requestId: 'id-1',
  remoteAddress: '127.0.0.1',
  protocol: 'HTTP/1.1',
  method: 'GET',
  authority: 'shop.test:8080',
  target: '/cart?a=b',
  status: 200,
  flags: [],
  durationMs: 3.14,
  upstreamMs: 2,
  bytesReceived: 10,
  bytesSent: 100,
  listener: 'gateway/shop/web/listener/http',
  match: 'httproute/shop/cart/rule/0/match/0',
  rule: 'httproute/shop/cart/rule/0',
  backend: 'service/shop/cart/80',
  endpoint: '10.0.0.7:8080',
  attempts: 1,
}

/** A stream that went well. */
export const goodStream: StreamRecord = {
  time: '2026-01-02T03:04:05.678Z',
  protocol: 'TLS',
  remoteAddress: '192.0.2.7',
  remotePort: 50_000,
  serverName: 'db.test',
  flags: [],
  durationMs: 3140,
  connectMs: 2,
  bytesReceived: 5,
  bytesSent: 80,
  listener: 'gateway/shop/web/listener/tls',
  rule: 'tlsroute/shop/db/rule/0',
  backend: 'service/shop/db/5432',
  endpoint: '10.0.0.7:5432',
  attempts: 1,
}
