// A request and a stream with every field that there is: the compiler sees to that.
import {
  type AccessFlag,
  type AccessRecord,
  accessFlags,
} from '../../../src/observe/log/access-record.ts'
import {
  type StreamFlag,
  type StreamRecord,
  streamFlags,
} from '../../../src/observe/log/stream-record.ts'

export const names = {
  listener: 'gateway/shop/web/listener/http',
  rule: 'httproute/shop/cart/rule/0',
  backend: 'service/shop/cart/80',
}

export const fullRequest: Required<AccessRecord> = {
  ...names,
  time: '2026-06-01T12:00:00.000Z',
  requestId: '0b6c7a1e',
  remoteAddress: '192.0.2.7',
  protocol: 'HTTP/1.1',
  method: 'POST',
  authority: 'shop.example',
  target: '/cart',
  status: 502,
  grpcStatus: 14,
  // Keys of a const object are its keys.
  flags: Object.keys(accessFlags) as AccessFlag[],
  durationMs: 3.1,
  upstreamMs: 2.9,
  bytesReceived: 12,
  bytesSent: 80,
  match: 'httproute/shop/cart/rule/0/match/0',
  ruleLabel: 'cart',
  endpoint: '10.0.0.7:8080',
  attempts: 2,
  userAgent: 'curl/8',
  error: 'The endpoint reset the connection',
}

export const fullStream: Required<StreamRecord> = {
  ...names,
  time: '2026-06-01T12:00:00.000Z',
  protocol: 'UDP',
  remoteAddress: '192.0.2.7',
  remotePort: 40_000,
  serverName: 'db.example',
  // Keys of a const object are its keys.
  flags: Object.keys(streamFlags) as StreamFlag[],
  durationMs: 3100,
  connectMs: 2,
  bytesReceived: 5,
  bytesSent: 80,
  datagramsReceived: 1,
  datagramsSent: 2,
  ruleLabel: 'db',
  endpoint: '10.0.0.7:5432',
  attempts: 1,
  error: 'The endpoint reset the connection',
}
