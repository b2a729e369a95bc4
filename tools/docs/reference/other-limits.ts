// Limits that stand beside what they limit, by `PATH#NAME` of the constant, or `PATH#NAME.FIELD`. Numbers that
// are no limits, or that nobody outside meets, are in not-limits.ts: a test finds what is in neither.

export const otherLimits: Readonly<Record<string, string>> = {
  'src/proxy/request/forward/forward-with-failover.ts#maxTries':
    'Endpoints tried for one request before the client gets 502.',
  'src/proxy/streams/connect-endpoint.ts#maxTries':
    'Endpoints tried for one stream before it is closed.',
  'src/proxy/request/forward/forwarders.ts#usualTimeoutMs':
    'Time for a connection to an endpoint, its TLS handshake included; then another endpoint is tried.',
  'src/proxy/balancing/endpoint-state.ts#longestEjectionMs':
    'Longest pause of an endpoint that could not be reached; the first pause is 1 s, and each further one is twice as long.',
  'src/proxy/endpoint-side/keep-times.ts#usualMs':
    'How long an idle HTTP/1.1 connection to an endpoint is kept, if nothing is known of that endpoint.',
  'src/proxy/endpoint-side/endpoint-limits.ts#maxIdlePerEndpoint':
    'Idle HTTP/1.1 connections kept to one endpoint; more are closed.',
  'src/proxy/endpoint-side/http2/http2-session-pool.ts#maxStreams':
    'Requests at a time on one HTTP/2 connection to an endpoint; more open another connection.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#streamWindowBytes':
    'Bytes of one answer that an HTTP/2 endpoint may send ahead of its client.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#connectionWindowBytes':
    'Bytes of all answers on one HTTP/2 connection that its endpoint may send ahead of their clients.',
  'src/proxy/endpoint-side/http2/http2-keepalive.ts#usualKeepalive.silentMs':
    'Time without a byte of an HTTP/2 endpoint that has requests; then it gets a PING.',
  'src/proxy/endpoint-side/http2/http2-keepalive.ts#usualKeepalive.answerMs':
    'Time for the answer to that PING, then for a new connection; if neither comes, the connection is closed.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#mostHeldBytes':
    'Bytes that wait to be written to an endpoint on one HTTP/2 connection; more close it.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#maxSettings':
    'Entries in one SETTINGS frame of an endpoint; more close the connection.',
  'src/proxy/http2/payload-reader.ts#mostContinuations':
    'CONTINUATION frames of one head of HTTP/2; more close the connection.',
  'src/proxy/endpoint-side/endpoint-limits.ts#maxInterimAnswers':
    'Interim answers (1xx) of an endpoint to one request; more get 502.',
  'src/proxy/endpoint-side/endpoint-limits.ts#maxAnswerHeaders':
    'Header lines in an answer of an HTTP/1.1 endpoint; more get 502.',
  'src/proxy/http1-bytes/trailer-reader.ts#maxTrailers':
    'Trailers of an HTTP/1.1 body; more are malformed.',
  'src/proxy/http1-bytes/chunk-reader.ts#maxExtensionBytes':
    'Chunk extensions of one chunk; longer ones are malformed.',
  'src/proxy/request/forward/interim-answers.ts#maxPassedInterims':
    'Interim answers (1xx) passed to the client of one request; further ones are left out.',
  'src/proxy/request/retry/retry-body.ts#maxKeptBytes':
    'Body of a request kept for a retry; a longer one is not sent again.',
  'src/proxy/request/retry/retry-body.ts#maxKeptInAllBytes':
    'Bodies kept for retries in all; above it requests are not sent again.',
  'src/translate/http-route/retry.ts#defaultAttempts':
    'Retries of a request where a rule with `retry` says no `attempts`.',
  'src/translate/http-route/retry.ts#defaultBackoffMs':
    'Time before the first retry where the rule says no `backoff`.',
  'src/proxy/request/retry/retry-backoff.ts#maxGrowth':
    'The longest time before a retry, in multiples of the rule’s `backoff`.',
  'src/proxy/request/mirror/mirror-requests.ts#maxMirrors':
    'Mirrored requests under way; further requests are not mirrored.',
  'src/proxy/request/mirror/mirror-requests.ts#maxLongerMs':
    'How much longer than its request a mirrored one may take; then it is given up.',
  'src/proxy/request/mirror/body-copies.ts#maxBehindBytes':
    'How far a mirrored body may fall behind; then it is given up.',
  'src/proxy/routing/linear-expression.ts#maxSteps':
    'Steps of the regular expressions of one request; above it the next limit counts.',
  'src/proxy/routing/linear-expression.ts#maxMs':
    'Milliseconds of the regular expressions of such a request; then it gets 500.',
  'src/proxy/filters/cors.ts#maxNames':
    'Headers that a CORS preflight may ask for where the filter allows `*`.',
  'src/proxy/filters/cors-origin.ts#maxLength': 'Length of an Origin header that is compared.',
  'src/translate/rules/pattern.ts#maxLength': 'Length of a regular expression in a route.',
  'src/translate/rules/pattern.ts#maxRepetitions':
    'Repetitions of a regular expression in a route, counted before it is compiled.',
  'src/translate/rules/pattern.ts#maxProgramSize':
    'Size of a compiled regular expression in a route.',
  'src/snapshot/longest-timer.ts#longestTimerMs':
    'Longest timeout of a rule; a longer one is this long.',
  'src/translate/certificates/private-key.ts#leastBits':
    'Shortest RSA key of a certificate, in bits.',
  'src/translate/certificates/private-key.ts#mostBits':
    'Longest RSA key of a certificate, in bits.',
  'src/resources/gateway-service.ts#mostGatewayPorts':
    'Ports of a Gateway with its ListenerSets, mode `service`; a listener on a further one gets `TooManyListeners`.',
  'src/proxy/sockets/open-server.ts#listenBacklog':
    'Connections of one listener that may wait to be taken; the system (`net.core.somaxconn`) may allow fewer.',
  'src/status/judged.ts#maxMessage': 'Length of the message of a condition; a longer one is cut.',
  'src/translate/listeners/gateway-draft.ts#maxAddresses': 'Addresses in the status of a Gateway.',
  'src/cluster/statuses/merge-route-status.ts#mostParents':
    'Parents in the status of a route, those of other controllers included.',
  'src/cluster/statuses/merge-policy-status.ts#mostAncestors':
    'Ancestors in the status of a BackendTLSPolicy, those of other controllers included.',
  'src/cluster/events/new-event.ts#longest': 'Length of the note of an Event; a longer one is cut.',
  'src/cluster/events/events.ts#mostNotes':
    'Obstacles to the Service of one Gateway that become Events: the latest.',
  'src/cluster/events/events.ts#usualPace.burst': 'Events written at once; further ones wait.',
  'src/cluster/events/events.ts#usualPace.perSecond': 'Events written per second after that.',
  'src/cluster/events/events.ts#usualTimes.usualMs':
    'How long a problem lasts before it becomes an Event.',
  'src/cluster/api/api-client.ts#defaultTimeoutMs': 'Time for an answer of the API server.',
  'src/cluster/api/follow-kind.ts#usualTimes.stalledMs':
    'Time without a byte on a watch of the API server; then the watch is started again.',
  'src/cluster/leases/leader-election.ts#usualTimes.durationSeconds':
    'How long the Lease of a leader that is gone lasts; then another process leads.',
  'src/cluster/leases/leader-election.ts#usualTimes.renewMs':
    'Time without a renewal of its Lease; then a leader gives up.',
  'src/cluster/fleet/proxy-reports.ts#usualTimes.durationSeconds':
    'How long the report of a proxy counts after its last renewal.',
  'src/cluster/statuses/status-writer.ts#backOff.mostMs':
    'Longest wait before a status is written again; the first wait is 200 ms, and each further one is twice as long.',
  'src/cluster/managed-objects/managed-object-writer.ts#usualBackOff.mostMs':
    'Longest wait before a Service or EndpointSlice is written again; the first wait is 1 s, and each further one is twice as long.',
  'src/cluster/managed-objects/gateway-objects.ts#mostEndpoints':
    'Proxies behind the Service of a Gateway, of one IP family.',
  'src/manifests/parse/reading-limits.ts#mostLevels':
    'Levels that lists and maps in a manifest may nest.',
  'src/manifests/parse/plain-value.ts#mostCopied':
    'Values that aliases in one manifest may stand for.',
  'src/manifests/watch/manifest-source.ts#longestWaitMs':
    'How long a folder that changes all the time waits to be read; it is read at once when nothing changed for 20 ms.',
  'src/manifests/read/read-document.ts#mostMistakes': 'Mistakes of one document that are reported.',
  'src/control/debounce.ts#usualTimes.limitMs':
    'How long a change in a cluster waits for further ones; it is translated at once when nothing changed for 2 ms.',
  'src/observe/log/line-writer.ts#mostWaiting':
    'Characters of log lines that wait for a slow reader; further lines are dropped and counted (`rauta_log_lines_dropped_total`).',
  'src/observe/servers/http-server.ts#requestTimeoutMs':
    'Time for a request at the health or admin server; then it gets 408.',
  'src/observe/servers/http-server.ts#mostConnections':
    'Connections of the health server, and of the admin server; one more closes the oldest. Fewer where the limit of open files is below 3200.',
  'src/proxy/tls/ticket-secrets.ts#lastsMs':
    'Time for which the keys of TLS session tickets are used; a session of before does not resume.',
  'src/workers/restart-delays.ts#longestDelayMs':
    'Longest wait before a worker process that ended before it served is started again; the first wait is 100 ms, each further one twice as long. One that served is started again at once.',
  'src/cli/options/workers-option.ts#mostWorkers': 'Worker processes of one gateway.',
  'src/workers/worker.ts#startedWithinMs':
    'Time for a worker process to start and to apply its first configuration; then it is ended and started again.',
  'src/workers/worker-plane.ts#usualHungAfterMs':
    'Time for a worker process to apply a configuration; then it is ended and started again.',
  'src/workers/worker-plane.ts#replacedGraceMs':
    'Time that requests get to end in a worker process that is replaced.',
  'src/cli/options/ask-admin.ts#timeoutMs':
    'Time for an answer of the admin server, in `rauta status` and `rauta explain`.',
  'src/cli/options/response-text.ts#maxBytes':
    'Length of an answer of the admin server, in `rauta status` and `rauta explain`.',
}
