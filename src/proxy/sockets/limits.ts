// Every limit that a client of the gateway can run into, in one place, each with its reason. Clients
// are hostile: what has no limit here costs memory, a descriptor or a processor for as long as they like.
// docs/reference/limits.md is made from this file: a comment says what is limited and what happens at it.
import { maxHeadBytes } from '../words/head-bytes.ts'

const KiB = 1024
const seconds = 1000

export const limits = {
  /**
   * Connections of clients, all TCP listeners together. One more closes the connection that is idle longest.
   * An idle one costs up to 60 KiB.
   */
  connections: 32_768,
  /**
   * Connections of one client address (IPv6: /64). One more closes the one of that address that is idle
   * longest. Default: `sourceShare` of `connections`.
   */
  connectionsPerSource: undefined as number | undefined,
  /**
   * Requests, streams and UDP sessions under way: each may need a connection to an endpoint. One more request
   * gets 503, one more stream is reset.
   */
  underWay: 16_384,
  /**
   * Share of `connections` and `underWay` that one client address may have. Generous, because all clients may
   * come through one load balancer; not all, so that one address leaves room for the others.
   */
  sourceShare: 7 / 8,
  /**
   * Descriptors that the process needs itself: files, listeners, the API server, health and admin servers.
   */
  ownDescriptors: 64,
  /** Share of the other descriptors for connections of clients, whatever `connections` says. */
  connectionDescriptorShare: 1 / 2,
  /**
   * Share of the other descriptors for connections to endpoints, whatever `underWay` says. The rest is for
   * connections to endpoints that are kept.
   */
  endpointDescriptorShare: 15 / 32,
  /** Requests that begin in one turn of the event loop; the others wait for the next turn. */
  begunPerTurn: 16,
  /** Requests that begin in a turn that took a new connection; the loop takes one connection a turn. */
  begunPerTurnOfNewcomers: 2,
  /** Requests that wait for a turn: about a second's work of one core. One more gets 503. */
  waitingRequests: 2_048,
  /**
   * Requests that are answered with 503 in one turn; the others wait. A refusal costs little less than an
   * answer, and many clients ask again at once.
   */
  refusedPerTurn: 2,
  /**
   * How often the log says that a limit of connections is reached. A line for each would be a flood of its
   * own.
   */
  limitLineMs: 60 * seconds,

  /** Request line and headers, in both protocols. Longer heads get 431 (a long target 414). */
  headBytes: maxHeadBytes,
  /**
   * Header lines in a request; more get 431. Browsers send 30; a list as long as the bytes allow costs 100
   * times its size.
   */
  headerCount: 200,

  /**
   * A ClientHello; a longer one is refused. Post-quantum key shares make them 2 KiB; nothing real comes near
   * this.
   */
  helloBytes: 64 * KiB,
  /**
   * TLS records that a ClientHello may be spread over, so that one-byte records cost nothing. More are
   * refused.
   */
  helloRecords: 32,
  /** Time for a ClientHello to be complete, then the connection is closed: it is one or two segments. */
  helloTimeoutMs: 5 * seconds,
  /** Time for the whole TLS handshake, then the connection is closed. Node's own limit is 120 s. */
  handshakeTimeoutMs: 10 * seconds,

  /**
   * Time from the first byte of a request (or the opening of a connection) to the end of its head, then 408.
   */
  headTimeoutMs: 10 * seconds,
  /** How often slow heads are looked for: the real granularity of `headTimeoutMs`. Node's own is 30 s. */
  headCheckMs: 1 * seconds,
  /** How long a connection is kept without a request, then it is closed. Most clients give up before. */
  keepAliveMs: 60 * seconds,
  /**
   * How long the reference way waits for the first part of a body in chunks, and judges it, before the request is
   * forwarded.
   */
  bodyAwaitedMs: 50,
  /**
   * Time without a byte either way while a request is open, then 504 or 408: Envoy's stream idle timeout. It
   * ends stalled bodies. Time limits of a rule take precedence.
   */
  idleMs: 300 * seconds,
  /**
   * Minimum rate of a request body, not counting the time that its endpoint takes to read it; a slower body
   * gets 408. A byte now and then would keep the request open for ever. Kestrel's figure. It does not apply
   * to gRPC, to rules with time limits of their own, or once the answer has begun.
   */
  bodyBytesPerSecond: 240,
  /** Time that a body may be behind that rate, for clients on bad networks. */
  bodyGraceMs: 30 * seconds,
  /**
   * Bytes of a request body that are read before an endpoint is chosen, so that a slow client holds none of its
   * connections; the rest is streamed. It does not apply to gRPC and upgrades.
   */
  readAheadBytes: 64 * KiB,
  /**
   * Time without a byte, then a body of unknown length is forwarded as far as it is there: its client may wait
   * for an answer.
   */
  readAheadRestMs: 1 * seconds,
  /** Time for which a body of unknown length is read ahead, however it comes: it may be a live stream. */
  readAheadMs: 5 * seconds,
  /**
   * Bytes of all bodies that are read before an endpoint is chosen; `sourceShare` of it for one client address.
   * Above it, bodies are streamed.
   */
  readAheadInAllBytes: 32 * 1024 * KiB,
  /**
   * How long a silent gRPC client has to answer a PING. A call may be silent for hours: instead of being
   * ended by `idleMs`, its client is asked for a sign of life.
   */
  pingAnswerMs: 20 * seconds,
  /**
   * How often an HTTP/1.1 client is asked whether it is still there: one that closed its side and waits for its
   * answer, and one whose body is not read.
   */
  halfClosedProbeMs: 5 * seconds,
  /**
   * How long a client that closed its side is kept if it cannot be asked (HTTP/1.0, mid-answer) and nothing
   * is written to it.
   */
  halfClosedMs: 15 * seconds,
  /**
   * Requests of one HTTP/1.1 connection that may wait for their turn. If one more comes, the gateway answers
   * those that wait, and then closes the connection.
   */
  pipelined: 64,
  /**
   * If the gateway answers an HTTP/1.1 request before its body is complete, it reads a body of up to this
   * length to the end and keeps the connection. With a longer body, or one of unknown length, it closes the
   * connection.
   */
  drainedBodyBytes: 64 * KiB,
  /**
   * Time that the gateway keeps reading before it closes a connection, so that the client sees the answer.
   */
  lingerMs: 2 * seconds,
  /** Bytes that the gateway keeps reading before it closes a connection; `lingerMs` may end it earlier. */
  lingerBytes: 1024 * KiB,

  /**
   * Streams open at a time in an HTTP/2 connection; more are refused. RFC 9113 §6.5.2 advises no fewer than
   * 100.
   */
  http2Streams: 100,
  /** “Rapid reset”: a stream counts if its client resets it so soon and before its answer began. */
  http2YoungMs: 250,
  /**
   * Streams of that kind taken at once, then 100 each `http2YoungMs`; more close the connection. Clients that
   * search while the user types cancel 60 a second.
   */
  http2ResetBurst: 200,
  /**
   * HTTP/2 frames that carry nothing of a request: a burst, then a rate per second. Above it, the gateway
   * closes the connection. gRPC sends a PING with each read, and downloads need WINDOW_UPDATE.
   */
  http2Frames: {
    ping: { burst: 1_000, perSecond: 1_000 },
    settings: { burst: 100, perSecond: 10 },
    priority: { burst: 1_000, perSecond: 100 },
    windowUpdate: { burst: 10_000, perSecond: 20_000 },
    emptyData: { burst: 100, perSecond: 10 },
    paddedData: { burst: 1_000, perSecond: 1_000 },
    other: { burst: 1_000, perSecond: 1_000 },
  },
  /** One HTTP/2 frame (SETTINGS_MAX_FRAME_SIZE); a larger one closes the connection. */
  http2FrameBytes: 16 * KiB,
  /**
   * The frames of one head, as they are sent; more close the connection. A head above `headBytes`, but not
   * above this, gets 431.
   */
  http2HeaderBlockBytes: 128 * KiB,
  /** Invalid or empty frames of a connection; one more closes it. */
  http2InvalidFrames: 100,
  /** Refused streams of a connection; one more closes it. */
  http2RejectedStreams: 100,
  /** Entries in one SETTINGS frame; more close the connection. There are seven settings. */
  http2Settings: 32,
  /**
   * Bytes of one request that a client may send ahead of its endpoint. HTTP/2's own 64 KiB hold up uploads
   * from afar; Envoy has 16 MiB.
   */
  http2StreamWindowBytes: 256 * KiB,
  /** Bytes of all requests of a connection that a client may send ahead of what the gateway reads. */
  http2ConnectionWindowBytes: 1024 * KiB,
  /** Memory of one HTTP/2 connection, buffered answers included; new streams are refused above it. */
  http2SessionMegabytes: 10,

  /**
   * Time without a byte either way on a WebSocket or another upgraded connection, then it is closed.
   * WebSockets usually send pings far more often.
   */
  tunnelIdleMs: 3600 * seconds,
  /**
   * Time without a byte on an upgraded connection of which one side has closed, then it is closed: most of
   * those never end by themselves.
   */
  tunnelHalfClosedMs: 60 * seconds,

  /** Time for an endpoint to take a stream, its TLS handshake included; then another one is tried. */
  streamConnectMs: 5 * seconds,
  /**
   * Time without a byte either way on a TCP or TLS stream, then it is closed: Envoy's figure. Databases keep
   * connections idle for long.
   */
  streamIdleMs: 3600 * seconds,
  /**
   * Time without a byte on a stream of which one side has closed, then it is closed. That side may be gone
   * altogether, and an endpoint that hangs would keep every connection that its clients gave up. Long enough
   * for a slow query.
   */
  streamHalfClosedMs: 300 * seconds,
  /**
   * Silence on a stream after which the system asks the other side whether it is there: dead ones go long
   * before idle ones.
   */
  streamProbeMs: 60 * seconds,

  /**
   * Time without a datagram either way in a UDP session, then it ends: Envoy's figure. Conversations with
   * pauses send keep-alives.
   */
  datagramIdleMs: 60 * seconds,
  /**
   * Time without a datagram in a UDP session while the gateway shuts down, then it ends: most sessions are
   * over by then, but none says so. Resolvers wait so long.
   */
  datagramDrainIdleMs: 5 * seconds,
  /** UDP sessions in all; each is a descriptor. One more ends the one that was silent longest. */
  datagramSessions: 16_384,
  /** UDP sessions of one socket: a flood at one Gateway leaves the other half to those of others. */
  datagramSessionsPerSocket: 8_192,
  /**
   * UDP sessions of one client address (IPv6: /64). Plenty, because a node or a NAT may stand there for all
   * clients behind it.
   */
  datagramSessionsPerSource: 4_096,
  /**
   * Share of the descriptors of the process that UDP sessions may have, whatever `datagramSessions` says: TCP
   * needs the rest.
   */
  datagramDescriptorShare: 1 / 4,
  /** The system's queue of datagrams that nobody read yet: a burst waits here, and more is dropped. */
  datagramReceiveBytes: 4096 * KiB,
  /** What may wait to be sent to clients by one socket; more is dropped. */
  datagramQueueBytes: 4096 * KiB,
  /** What may wait to be sent to the endpoint by one session; more is dropped. */
  datagramSessionQueueBytes: 256 * KiB,
  /** Datagrams that may wait in `datagramQueueBytes`: empty ones have no bytes. */
  datagramQueueCount: 4_096,
  /** Datagrams that may wait in `datagramSessionQueueBytes`. */
  datagramSessionQueueCount: 256,
  /**
   * A first datagram up to this size is kept until an answer comes, to be sent to another endpoint. The
   * figure of EDNS.
   */
  datagramKeptBytes: 4 * KiB,
  /** How often the addresses of the machine are looked up, where a UDP listener listens on all of them. */
  addressPollMs: 5 * seconds,

  /** Time that requests and streams get to end when their listener is removed. */
  removedGraceMs: 30 * seconds,
  /**
   * Time that a connection without a request yet gets when its listener is removed: its first request may be
   * on its way.
   */
  silentGraceMs: 1 * seconds,
  /** Time until a failed bind is tried again; it doubles each time. */
  rebindMs: 1 * seconds,
  /** The longest wait between two tries to bind. */
  rebindMaxMs: 30 * seconds,
}

export type Limits = typeof limits
