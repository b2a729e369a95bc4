// The contract between the halves. The control half translates resources into this; the proxy half
// serves this and knows nothing else. Plain frozen data: no Map, no function, no class. An object
// that did not change is the same object (===) in the next snapshot, so that whatever was compiled
// from it (a router, a TLS context) is kept; everything has a `name` in the user's words.

export interface RoutingSnapshot {
  /** Ordered by name. Those that share address and port share a socket. */
  readonly listeners: readonly Listener[]
  /** By name. What a rule's backendRefs point at. */
  readonly backends: Readonly<Record<string, Backend>>
  /** By backend name, apart from it: a rollout replaces an entry here and touches nothing else. */
  readonly endpoints: Readonly<Record<string, readonly Endpoint[]>>
  /**
   * By backend name, where there are some: endpoints that terminate and still serve, beside others that are
   * ready. Nothing new goes there; a UDP session that is there may stay.
   */
  readonly leaving?: Readonly<Record<string, readonly Endpoint[]>>
  /** By name, apart from the listeners: a rotation replaces an entry here and nothing else. */
  readonly certificates: Readonly<Record<string, Certificate>>
  /** By name: whom certificates of clients and of endpoints are verified against. */
  readonly caBundles: Readonly<Record<string, CaBundle>>
}

export type Listener = HttpListener | TlsListener | TcpListener | UdpListener

/** What every listener has, whatever it speaks. */
interface ListenerPlace {
  /** `gateway/NAMESPACE/NAME/listener/LISTENER` */
  readonly name: string
  /** `gateway/NAMESPACE/NAME`: TLS sessions do not resume across Gateways. */
  readonly gateway: string
  /** IP address to bind. */
  readonly address: string
  /** Port to bind, the offset of standalone mode included. */
  readonly port: number
  /** Port that clients name, which differs where a load balancer stands in front. */
  readonly clientPort: number
  /** A name in `certificates`: the Gateway's own, shown to endpoints that ask for one. */
  readonly backendCertificate?: string
}

/** A Gateway's listener of protocol HTTP, or HTTPS that terminates TLS. */
export interface HttpListener extends ListenerPlace {
  readonly protocol: 'HTTP' | 'HTTPS'
  /** '' any, `a.b` exactly, `*.b` everything below b. Lower case. */
  readonly hostname: string
  readonly tls?: ListenerTls
  /** At most one a hostname, most specific first. */
  readonly hosts: readonly Host[]
}

/** Protocol TLS: a connection goes where its server name (SNI) says. HTTPS listeners may share its port. */
export interface TlsListener extends ListenerPlace {
  readonly protocol: 'TLS'
  /** '' any, `a.b` exactly, `*.b` everything below b. Lower case. */
  readonly hostname: string
  /** Absent: Passthrough, the bytes go on as they come. Present: Terminate. */
  readonly tls?: ListenerTls
  /** At most one a hostname, most specific first. */
  readonly serverNames: readonly ServerNameRule[]
}

/** What becomes of the connections that ask for one server name, which the listener's hostname includes. */
export interface ServerNameRule {
  /** '' any, `a.b` exactly, `*.b` everything below b. Lower case. */
  readonly hostname: string
  readonly rule: StreamRule
}

/** Protocol TCP: it has its port alone. */
export interface TcpListener extends ListenerPlace {
  readonly protocol: 'TCP'
  /** Absent: no route is attached. */
  readonly rule?: StreamRule
}

/** Protocol UDP: it has its port alone, beside whatever listens there by TCP. */
export interface UdpListener extends ListenerPlace {
  readonly protocol: 'UDP'
  /** Absent: no route is attached. */
  readonly rule?: StreamRule
}

/** The rule of a TLSRoute, TCPRoute or UDPRoute. */
export interface StreamRule {
  /** `tcproute/NAMESPACE/NAME/rule/INDEX` */
  readonly name: string
  /** The `name` that the user gave to the rule. */
  readonly label?: string
  /** Weights count for invalid ones too: their share is refused. */
  readonly backendRefs: readonly StreamBackendRef[]
}

export interface StreamBackendRef {
  /** `tcproute/…/rule/INDEX/backendRef/INDEX` */
  readonly name: string
  /** 0 means none. */
  readonly weight: number
  /** A name in `backends`; null: the reference is invalid, see `invalid`. */
  readonly backend: string | null
  /** Why there is no backend, for the log and `explain`. */
  readonly invalid?: string
}

export interface ListenerTls {
  /** Names of certificates, in the order of the Gateway's certificateRefs. Never empty. */
  readonly certificates: readonly string[]
  /** Absent: clients are not asked for a certificate. */
  readonly clientValidation?: ClientValidation
}

/** AllowInsecureFallback: connections are taken whatever the client shows, or does not show. */
export interface ClientValidation {
  readonly mode: 'AllowValidOnly' | 'AllowInsecureFallback'
  /** Names in `caBundles`, any of which may vouch. Never empty. */
  readonly caBundles: readonly string[]
}

/** The rules of all routes for one hostname, which the listener's hostname includes. */
export interface Host {
  /** '' any, `a.b` exactly, `*.b` everything below b. Lower case. */
  readonly hostname: string
  /** In the spec's order of precedence: the first that matches is the one. */
  readonly matches: readonly RuleMatch[]
}

/** One of a rule's matches: they are ORed, so that each has a place of its own in the order. */
export interface RuleMatch {
  /** `httproute/NAMESPACE/NAME/rule/INDEX/match/INDEX` */
  readonly name: string
  readonly path: PathMatch
  readonly method?: string
  readonly headers: readonly ValueMatch[]
  readonly queryParams: readonly ValueMatch[]
  /** The same object (===) in each match of a rule. */
  readonly rule: HttpRule
}

/** `value` of a PathPrefix has no slash at its end; that of `/` is ''. RegularExpression: RE2, whole path. */
export interface PathMatch {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression'
  readonly value: string
}

/** Header names are lower case. RegularExpression: RE2, the whole value. */
export interface ValueMatch {
  readonly name: string
  readonly type: 'Exact' | 'RegularExpression'
  readonly value: string
}

export interface HttpRule {
  /** `httproute/NAMESPACE/NAME/rule/INDEX`, or `grpcroute/…` */
  readonly name: string
  /** Of a GRPCRoute: endpoints are spoken to by HTTP/2, whatever their backend says and whatever is asked. */
  readonly isGrpc?: true
  /** The `name` that the user gave to the rule. */
  readonly label?: string
  readonly filters: readonly HttpFilter[]
  /** Weights count for invalid ones too: their share is answered with 500. */
  readonly backendRefs: readonly BackendRef[]
  /** Milliseconds; 0 is no limit, absent none of the rule's own: a request in which nothing moves ends. */
  readonly timeouts: { readonly requestMs?: number; readonly backendRequestMs?: number }
  readonly retry?: Retry
  /** Set where the rule must carry no traffic: one sentence that says why, for the log and `explain`. */
  readonly refused?: string
}

/**
 * What is tried again, at most `attempts` times: an endpoint that answers with one of `codes`, closes the
 * connection before it answers, or takes longer than `backendRequestMs`; a backend of which no endpoint
 * can be connected to. (Another endpoint than one that can't be connected to is always tried.)
 */
export interface Retry {
  readonly attempts: number
  /** Answers of the endpoint that count as no answer. */
  readonly codes: readonly number[]
  /** Milliseconds to wait at least before each. */
  readonly backoffMs: number
}

export interface BackendRef extends StreamBackendRef {
  readonly filters: readonly HttpFilter[]
}

export type HttpFilter =
  | HeaderModifier<'RequestHeaderModifier'>
  | HeaderModifier<'ResponseHeaderModifier'>
  | RequestRedirect
  | UrlRewrite
  | RequestMirror
  | Cors

/** Applied in this order: set, add, remove. Names keep the user's case and compare without it. */
export interface HeaderModifier<Type extends string> {
  readonly type: Type
  readonly set: readonly HeaderValue[]
  readonly add: readonly HeaderValue[]
  readonly remove: readonly string[]
}

export interface HeaderValue {
  readonly name: string
  readonly value: string
}

export interface RequestRedirect {
  readonly type: 'RequestRedirect'
  readonly scheme?: 'http' | 'https'
  readonly hostname?: string
  readonly path?: PathModifier
  /** Absent: the port that clients name of the listener that the request came to. */
  readonly port?: number
  readonly statusCode: number
}

export interface UrlRewrite {
  readonly type: 'URLRewrite'
  readonly hostname?: string
  readonly path?: PathModifier
}

/** ReplacePrefixMatch replaces what the PathPrefix match that was met has as its value. */
export interface PathModifier {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch'
  readonly value: string
}

export interface RequestMirror {
  readonly type: 'RequestMirror'
  /** Null: the reference is invalid; nothing is mirrored. */
  readonly backend: string | null
  /** The share of requests that are mirrored: numerator / denominator. */
  readonly numerator: number
  readonly denominator: number
}

/** Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol). `*` alone is any. */
export interface Cors {
  readonly type: 'CORS'
  /** `scheme://host[:port]`, the host may have wildcards; or `*`. */
  readonly allowOrigins: readonly string[]
  readonly allowCredentials: boolean
  readonly allowMethods: readonly string[]
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  readonly maxAgeSeconds: number
}

export interface Backend {
  /** `service/NAMESPACE/NAME/PORT`, or `service/NAMESPACE/NAME/PORT/udp` */
  readonly name: string
  /** What HTTP is spoken to it: HTTP/1.1 (WebSocket too), or HTTP/2 with prior knowledge. */
  readonly protocol: 'http1' | 'h2c'
  /** Absent: in the clear. */
  readonly tls?: BackendTls
  /** Absent: power of two choices. */
  readonly affinity?: Affinity
  /** Protocols that its endpoints are asked to upgrade to, beside WebSocket; lower case. */
  readonly upgrades?: readonly string[]
}

/** TLS to endpoints, by a BackendTLSPolicy. */
export interface BackendTls {
  /** SNI; and what the certificate must be made out to, unless `subjectAltNames` says otherwise. */
  readonly hostname: string
  /** If not empty: one of these must be in the certificate, and `hostname` need not. */
  readonly subjectAltNames: readonly {
    readonly type: 'Hostname' | 'URI'
    readonly value: string
  }[]
  /** Names in `caBundles`, any of which may vouch; `System`: those that Node.js trusts. */
  readonly trust: 'System' | readonly string[]
}

/** What Maglev hashes. */
export type Affinity =
  | { readonly type: 'ClientIP' }
  | { readonly type: 'Header'; readonly name: string }
  | { readonly type: 'Cookie'; readonly name: string }

/** One that may be given requests: ready, or the fallback of serving while terminating. */
export interface Endpoint {
  /** IPv4 or IPv6 address, no brackets. */
  readonly address: string
  readonly port: number
  /** `pod/NAMESPACE/NAME`, or the address where no pod is named. */
  readonly name: string
}

export interface CaBundle {
  /** `configmap/NAMESPACE/NAME` or `secret/NAMESPACE/NAME` */
  readonly name: string
  /** PEM: one certificate or several. */
  readonly certificates: string
}

export interface Certificate {
  /** `secret/NAMESPACE/NAME` */
  readonly name: string
  /** PEM, the leaf first. */
  readonly certificateChain: string
  /** PEM; anything that prints it prints `[redacted]`. */
  readonly privateKey: { reveal(): string }
}
