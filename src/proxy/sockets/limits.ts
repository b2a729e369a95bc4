// Every limit that a client of the gateway can run into, in one place, each with its reason. Clients
// are hostile: what has no limit here costs memory, a descriptor or a processor for as long as they like.
import { maxHeadBytes } from '../words/head-bytes.ts'

const KiB = 1024
const seconds = 1000

export const limits = {
  /**
   * Connections of clients, all TCP listeners together. One more closes the one that is idle longest. An idle
   * one costs up to 60 KiB.
   */
  connections: 32_768,
  /** Of one client address (IPv6: /64). Absent: the share below. */
  connectionsPerSource: undefined as number | undefined,
  /**
   * Requests, streams and UDP sessions under way: each may need a connection to an endpoint. One more request
   * is 503, one more stream reset.
   */
  underWay: 16_384,
  /**
   * What one client address may have of both. Generous, as all clients may come by way of one load balancer;
   * no more, so that one address leaves room for the others.
   */
  sourceShare: 7 / 8,
  /** Descriptors that the process needs itself: files, listeners, the API server, health and admin servers. */
  ownDescriptors: 64,
  /** Of the others, at most, whatever the figures above; the rest is for connections to endpoints that are kept. */
  connectionDescriptorShare: 1 / 2,
  endpointDescriptorShare: 15 / 32,
  /**
   * Requests that begin in one turn of the event loop, which takes one new connection a turn; fewer after a
   * turn that took one. The others wait.
   */
  begunPerTurn: 16,
  begunPerTurnOfNewcomers: 2,
  /** Requests that wait for such a turn; one more is 503. About a second's work of one core. */
  waitingRequests: 2_048,
  /** Such a 503 costs little less than an answer, and many clients ask again at once: so many in one turn. */
  refusedPerTurn: 2,
  /** How often a limit of connections that is reached is logged: a line for each would be a flood of its own. */
  limitLineMs: 60 * seconds,

  /** Request line and headers, both protocols. */
  headBytes: maxHeadBytes,
  /** Header lines in a request. Browsers send 30; a list as long as the bytes allow costs 100 times its size. */
  headerCount: 200,

  /** A ClientHello: post-quantum key shares make them 2 KiB, nothing real comes near this. */
  helloBytes: 64 * KiB,
  /** TLS records that a ClientHello may be spread over, so that one-byte records cost nothing. */
  helloRecords: 32,
  /** For a ClientHello to be complete: it is one or two segments. */
  helloTimeoutMs: 5 * seconds,
  /** For the whole TLS handshake. Node's own is 120 s. */
  handshakeTimeoutMs: 10 * seconds,

  /** From the first byte of a request (or the opening of a connection) to the end of its head: 408. */
  headTimeoutMs: 10 * seconds,
  /** How often slow heads are looked for: the real granularity of the limit above. Node's own is 30 s. */
  headCheckMs: 1 * seconds,
  /** An idle connection between two requests. Most clients give up before. */
  keepAliveMs: 60 * seconds,
  /** Of a body in chunks the first part is waited for so long, and judged, before the request is forwarded. */
  bodyAwaitedMs: 50,
  /**
   * No byte either way while a request is open: Envoy's stream idle timeout. Ends stalled bodies. A rule with
   * time limits of its own goes before it.
   */
  idleMs: 300 * seconds,
  /**
   * A body must come at this rate at least, not counting what its endpoint takes to read it: a byte now and
   * then would keep the request open for ever. Kestrel's figure. Not of gRPC, nor where the rule has time
   * limits of its own, nor once the answer has begun.
   */
  bodyBytesPerSecond: 240,
  /** So much later at the most, for clients on bad networks. */
  bodyGraceMs: 30 * seconds,
  /**
   * A call of gRPC may be silent for hours: instead of being ended by the limit above, its client is asked
   * for a sign of life (PING), and has so long to give one.
   */
  pingAnswerMs: 20 * seconds,
  /** How often a client of HTTP/1.1 that closed its side, and is not answered yet, is asked whether it is there. */
  halfClosedProbeMs: 5 * seconds,
  /** In HTTP/1.0 and in mid-answer it can't be asked: it is gone if nothing was written to it for so long. */
  halfClosedMs: 15 * seconds,
  /** Requests of one HTTP/1.1 connection that may wait for their turn; one more, and they are its last. */
  pipelined: 64,
  /** A body that its answer did not wait for is read to its end up to this size, to keep the connection. */
  drainedBodyBytes: 64 * KiB,
  /** Else the connection is closed, after reading on for so long or so much that the client sees the answer. */
  lingerMs: 2 * seconds,
  lingerBytes: 1024 * KiB,

  /** Streams open at a time in an HTTP/2 connection. RFC 9113 §6.5.2 advises no fewer than 100. */
  http2Streams: 100,
  /**
   * "Rapid reset": streams that a client resets so soon, before their answer began. So many at once, then as
   * many as a client could that uses all of its streams: 100 each 250 ms. Clients that look for something
   * while it is typed cancel 60 a second.
   */
  http2YoungMs: 250,
  http2ResetBurst: 200,
  /** Frames that carry nothing of a request: gRPC pings with each read, downloads need WINDOW_UPDATE. */
  http2Frames: {
    ping: { burst: 1_000, perSecond: 1_000 },
    settings: { burst: 100, perSecond: 10 },
    priority: { burst: 1_000, perSecond: 100 },
    windowUpdate: { burst: 10_000, perSecond: 20_000 },
    emptyData: { burst: 100, perSecond: 10 },
    paddedData: { burst: 1_000, perSecond: 1_000 },
    other: { burst: 1_000, perSecond: 1_000 },
  },
  /** One frame: what SETTINGS_MAX_FRAME_SIZE says where it is not said otherwise. */
  http2FrameBytes: 16 * KiB,
  /** The frames of one head, as they are sent. What is above the limit of heads, but not this, is told so. */
  http2HeaderBlockBytes: 128 * KiB,
  /** Frames that are invalid or empty, and streams refused, before the connection is closed. */
  http2InvalidFrames: 100,
  http2RejectedStreams: 100,
  /** Entries in one SETTINGS frame; there are seven settings. */
  http2Settings: 32,
  /**
   * What a client may send ahead of its endpoint, of one request and of all on a connection: 25 MB a
   * connection where none is read. HTTP/2's own 64 KiB hold up uploads from afar; Envoy has 16 MiB.
   */
  http2StreamWindowBytes: 256 * KiB,
  http2ConnectionWindowBytes: 1024 * KiB,
  /** Memory of one HTTP/2 connection, in megabytes, buffered answers included. */
  http2SessionMegabytes: 10,

  /** A WebSocket with no byte either way; its users send pings far more often. */
  tunnelIdleMs: 3600 * seconds,
  /** The same once one side has said its last: most of those never come to an end by themselves. */
  tunnelHalfClosedMs: 60 * seconds,

  /** For an endpoint to take a stream, its TLS handshake included; then another one is tried. */
  streamConnectMs: 5 * seconds,
  /** A stream with no byte either way: Envoy's figure. Databases keep connections idle for long. */
  streamIdleMs: 3600 * seconds,
  /**
   * The same once one side has said its last. It may be gone altogether, which the system tells no more once
   * its end was read: an endpoint that hangs would keep every connection that its clients gave up. Long
   * enough to think about a long question.
   */
  streamHalfClosedMs: 300 * seconds,
  /** Silence after which the system asks the other side whether it is there: the dead go long before the idle. */
  streamProbeMs: 60 * seconds,

  /** A UDP session with no datagram either way: Envoy's figure. Conversations with pauses send keep-alives. */
  datagramIdleMs: 60 * seconds,
  /** The same when the gateway ends: most sessions are over by then, but none says so. Resolvers wait so long. */
  datagramDrainIdleMs: 5 * seconds,
  /** UDP sessions in all; each is a descriptor. One more ends the one that was silent longest. */
  datagramSessions: 16_384,
  /** Of one socket: a flood at one Gateway leaves the other half to those of others. */
  datagramSessionsPerSocket: 8_192,
  /** Of one client address (IPv6: /64). Plenty, as a node or a NAT may stand there for all clients behind it. */
  datagramSessionsPerSource: 4_096,
  /** At most this share of the process's descriptors, whatever the figures above: TCP needs the rest. */
  datagramDescriptorShare: 1 / 4,
  /** The system's queue of datagrams that nobody read yet: what comes in a burst waits here. */
  datagramReceiveBytes: 4096 * KiB,
  /** What may wait to be sent to clients by one socket, and to the endpoint by one session; more is dropped. */
  datagramQueueBytes: 4096 * KiB,
  datagramSessionQueueBytes: 256 * KiB,
  /** The same counted in datagrams: empty ones have no bytes. */
  datagramQueueCount: 4_096,
  datagramSessionQueueCount: 256,
  /** A first datagram up to this size is kept until an answer comes, to be sent to another endpoint. EDNS's figure. */
  datagramKeptBytes: 4 * KiB,
  /** How often it is looked which addresses the machine has, where all of them are listened at. */
  addressPollMs: 5 * seconds,

  /** What requests and streams get to end when their listener is removed. */
  removedGraceMs: 30 * seconds,
  /** And a connection without a word yet, whose first request may be on its way. */
  silentGraceMs: 1 * seconds,
  /** A failed bind is tried again after so long, twice as long each time, up to the second figure. */
  rebindMs: 1 * seconds,
  rebindMaxMs: 30 * seconds,
}

export type Limits = typeof limits
