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
  /** Requests that begin in one turn of the event loop. The others wait. */
  begunPerTurn: 16,
  /** The same after a turn that took a new connection. The loop takes one a turn. */
  begunPerTurnOfNewcomers: 2,
  /** Requests that wait for such a turn: about a second's work of one core. One more gets 503. */
  waitingRequests: 2_048,
  /** Answers 503 in one turn: they cost little less than others, and many clients ask again at once. */
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
   * How long the first part of a body in chunks is waited for, and judged, before the request is forwarded.
   */
  bodyAwaitedMs: 50,
  /**
   * No byte either way while a request is open, then 504 or 408: Envoy's stream idle timeout. Ends stalled
   * bodies. A rule with time limits of its own goes before it.
   */
  idleMs: 300 * seconds,
  /**
   * The rate that a request body must keep, not counting what its endpoint takes to read it; a slower one
   * gets 408. A byte now and then would keep the request open for ever. Kestrel's figure. Not for gRPC, not
   * where the rule has time limits of its own, and not once the answer has begun.
   */
  bodyBytesPerSecond: 240,
  /** How much later a body may be than that rate, for clients on bad networks. */
  bodyGraceMs: 30 * seconds,
  /**
   * How long a silent gRPC client has to answer a PING. A call may be silent for hours: instead of being
   * ended by `idleMs`, its client is asked for a sign of life.
   */
  pingAnswerMs: 20 * seconds,
  /**
   * How often a client of HTTP/1.1 that closed its side, and is not answered yet, is asked whether it is
   * there.
   */
  halfClosedProbeMs: 5 * seconds,
  /**
   * How long such a client is kept where it cannot be asked (HTTP/1.0, mid-answer) and nothing is written to
   * it.
   */
  halfClosedMs: 15 * seconds,
  /** Requests of one HTTP/1.1 connection that may wait for their turn. One more, and these are its last. */
  pipelined: 64,
  /** A body that its answer did not wait for is read to its end up to this size, to keep the connection. */
  drainedBodyBytes: 64 * KiB,
  /** Else the connection is closed after reading on for so long, so that the client sees the answer. */
  lingerMs: 2 * seconds,
  /** The same, by size: whichever comes first. */
  lingerBytes: 1024 * KiB,

  /**
   * Streams open at a time in an HTTP/2 connection; more are refused. RFC 9113 §6.5.2 advises no fewer than
   * 100.
   */
  http2Streams: 100,
  /** “Rapid reset”: a stream that its client resets so soon, before its answer began, counts. */
  http2YoungMs: 250,
  /**
   * How many of those are taken at once, then 100 each `http2YoungMs`; more close the connection. Clients
   * that search while something is typed cancel 60 a second.
   */
  http2ResetBurst: 200,
  /**
   * Frames of HTTP/2 that carry nothing of a request: so many at once, then so many a second; more close the
   * connection. gRPC pings with each read, downloads need WINDOW_UPDATE.
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
  /** Frames that are invalid or empty, before the connection is closed. */
  http2InvalidFrames: 100,
  /** Streams refused, before the connection is closed. */
  http2RejectedStreams: 100,
  /** Entries in one SETTINGS frame; more close the connection. There are seven settings. */
  http2Settings: 32,
  /**
   * What a client may send ahead of its endpoint, of one request. HTTP/2's own 64 KiB hold up uploads from
   * afar; Envoy has 16 MiB.
   */
  http2StreamWindowBytes: 256 * KiB,
  /** The same, of all requests on a connection that are read. */
  http2ConnectionWindowBytes: 1024 * KiB,
  /** Memory of one HTTP/2 connection, buffered answers included; new streams are refused above it. */
  http2SessionMegabytes: 10,

  /**
   * A WebSocket, or another upgraded connection, with no byte either way, then it is closed. Users of
   * WebSockets send pings far more often.
   */
  tunnelIdleMs: 3600 * seconds,
  /** The same once one side has said its last: most of those never end by themselves. */
  tunnelHalfClosedMs: 60 * seconds,

  /** Time for an endpoint to take a stream, its TLS handshake included; then another one is tried. */
  streamConnectMs: 5 * seconds,
  /**
   * A TCP or TLS stream with no byte either way, then it is closed: Envoy's figure. Databases keep
   * connections idle for long.
   */
  streamIdleMs: 3600 * seconds,
  /**
   * The same once one side has said its last. It may be gone altogether, which the system does not say: an
   * endpoint that hangs would keep every connection that its clients gave up. Long enough to think about a
   * long question.
   */
  streamHalfClosedMs: 300 * seconds,
  /**
   * Silence after which the system asks the other side whether it is there: the dead go long before the idle.
   */
  streamProbeMs: 60 * seconds,

  /**
   * A UDP session with no datagram either way, then it is over: Envoy's figure. Conversations with pauses
   * send keep-alives.
   */
  datagramIdleMs: 60 * seconds,
  /**
   * The same when the gateway ends: most sessions are over by then, but none says so. Resolvers wait so long.
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
  /** `datagramQueueBytes` counted in datagrams: empty ones have no bytes. */
  datagramQueueCount: 4_096,
  /** `datagramSessionQueueBytes` counted in datagrams. */
  datagramSessionQueueCount: 256,
  /**
   * A first datagram up to this size is kept until an answer comes, to be sent to another endpoint. The
   * figure of EDNS.
   */
  datagramKeptBytes: 4 * KiB,
  /** How often the addresses of the machine are looked up, where a UDP listener listens on all of them. */
  addressPollMs: 5 * seconds,

  /** What requests and streams get to end when their listener is removed. */
  removedGraceMs: 30 * seconds,
  /** The same for a connection without a request yet, whose first one may be on its way. */
  silentGraceMs: 1 * seconds,
  /** A failed bind is tried again after so long, and twice as long each time. */
  rebindMs: 1 * seconds,
  /** The longest wait between two tries to bind. */
  rebindMaxMs: 30 * seconds,
}

export type Limits = typeof limits
