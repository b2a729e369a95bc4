// What `rauta_refused_total` counts by. A test walks the proxy for others.
import { refusals } from '../../../src/proxy/sockets/refusal.ts'

const answered = Object.fromEntries(
  Object.entries(refusals).map(([reason, [status, says]]) => [
    reason,
    `Answered ${status}: ${says}`,
  ]),
)

export const refusedReasons: Readonly<Record<string, string>> = {
  ...answered,
  'silent-session':
    'UDP: the limit of sessions was reached, and this one, silent longest, was ended to make room.',
  'idle-connection':
    'The limit of connections was reached, and this one, idle longest, was closed to make room.',
  'too-many-under-way':
    'The limit of requests and streams under way was reached: a request got 503, a stream was reset.',
  'too-many-waiting': 'Too many requests waited to begin, and a waiting request got 503.',
  'too-many-pipelined':
    'HTTP/1.1: more requests than allowed waited on one connection; the connection accepts no more requests.',
  'hello-timeout': 'TLS: the ClientHello did not come in time.',
  'bad-hello': 'TLS: the ClientHello is malformed or too large.',
  'not-tls': 'TLS: what the client sent is not TLS.',
  'no-such-server-name': 'TLS: no listener has the server name that the client asked for.',
  'tls-handshake': 'TLS: the handshake failed or took too long.',
  'client-certificate': 'TLS: the certificate of the client is missing or was not accepted.',
  renegotiation: 'TLS 1.2: the client asked for renegotiation.',
  'http2-error': 'HTTP/2: the connection broke the protocol.',
  'frame-too-large': 'HTTP/2: a frame is larger than was agreed.',
  'header-block-too-large': 'HTTP/2: the frames of one head are larger than the limit.',
  'header-block-broken': 'HTTP/2: the frames of one head have others between them.',
  'idle-stream': 'HTTP/2: a frame for a stream that was never opened.',
  'even-stream': 'HTTP/2: the client opened a stream with an even number.',
  'push-by-client': 'HTTP/2: the client sent PUSH_PROMISE.',
  'trailers-without-end': 'HTTP/2: trailers do not end their stream.',
  'rapid-resets': 'HTTP/2: the client opened and reset too many streams (CVE-2023-44487).',
  'too-many-pings': 'HTTP/2: too many PING frames.',
  'too-many-settings': 'HTTP/2: too many SETTINGS frames.',
  'too-many-priorities': 'HTTP/2: too many PRIORITY frames.',
  'too-many-window-updates': 'HTTP/2: too many WINDOW_UPDATE frames.',
  'too-many-empty-data': 'HTTP/2: too many DATA frames without content.',
  'too-many-padded-data': 'HTTP/2: too many DATA frames that are mostly padding.',
  'too-many-idle-frames': 'HTTP/2: too many other frames that carry nothing of a request.',
  'no-descriptor': 'UDP: the process has no descriptor for another session.',
  draining: 'UDP: the listener is being closed, and takes no new session.',
  'source-port-zero': 'UDP: a datagram from port 0, which cannot be answered.',
  loop: 'UDP: a datagram that this gateway sent itself.',
  'no-rule': 'UDP: no route is attached to the listener.',
  'backend-invalid': 'UDP: the chosen backendRef is invalid, or the rule has none.',
  'no-endpoint': 'UDP: no endpoint of the backend is ready.',
}
