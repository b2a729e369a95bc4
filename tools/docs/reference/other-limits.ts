// Limits that stand beside what they limit. By `PATH#NAME` of the constant. Those that nobody outside
// meets are named in `internal`: a test finds what is in neither.

export const otherLimits: Readonly<Record<string, string>> = {
  'src/proxy/request/forward/forward-with-failover.ts#maxTries':
    'Endpoints tried for one request before the client gets 502.',
  'src/proxy/streams/connect-endpoint.ts#maxTries':
    'Endpoints tried for one stream before it is closed.',
  'src/proxy/balancing/endpoint-state.ts#longestEjectionMs':
    'Longest pause of an endpoint that could not be reached; the first pause is 1 s, and each further one is twice as long.',
  'src/proxy/endpoint-side/endpoint-limits.ts#maxIdlePerEndpoint':
    'Idle HTTP/1.1 connections kept to one endpoint; more are closed.',
  'src/proxy/endpoint-side/http2/http2-session-pool.ts#maxStreams':
    'Requests at a time on one HTTP/2 connection to an endpoint; more open another connection.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#mostHeldBytes':
    'Bytes that wait to be written to an endpoint on one HTTP/2 connection; more close it.',
  'src/proxy/endpoint-side/http2/endpoint-session.ts#maxSettings':
    'Entries in one SETTINGS frame of an endpoint; more close the connection.',
  'src/proxy/http2/session.ts#mostContinuations':
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
  'src/translate/certificates/private-key.ts#leastBits':
    'Shortest RSA key of a certificate, in bits.',
  'src/translate/certificates/private-key.ts#mostBits':
    'Longest RSA key of a certificate, in bits.',
  'src/resources/gateway-service.ts#mostGatewayPorts':
    'Ports of a Gateway with its ListenerSets, mode `service`; a listener on a further one gets `TooManyListeners`.',
  'src/status/judged.ts#maxMessage': 'Length of the message of a condition; a longer one is cut.',
  'src/translate/listeners/gateway-draft.ts#maxAddresses': 'Addresses in the status of a Gateway.',
  'src/cluster/statuses/merge-route-status.ts#mostParents':
    'Parents in the status of a route, those of other controllers included.',
  'src/cluster/statuses/merge-policy-status.ts#mostAncestors':
    'Ancestors in the status of a BackendTLSPolicy, those of other controllers included.',
  'src/cluster/events/new-event.ts#longest': 'Length of the note of an Event; a longer one is cut.',
  'src/cluster/events/events.ts#mostNotes':
    'Obstacles to the Service of one Gateway that become Events: the latest.',
  'src/cluster/managed-objects/gateway-objects.ts#mostEndpoints':
    'Proxies behind the Service of a Gateway, of one IP family.',
  'src/manifests/parse/plain-value.ts#mostLevels':
    'Levels that lists and maps in a manifest may nest.',
  'src/manifests/parse/plain-value.ts#mostCopied':
    'Values that aliases in one manifest may stand for.',
  'src/manifests/read/read-document.ts#mostMistakes': 'Mistakes of one document that are reported.',
  'src/workers/restart-delays.ts#longestDelayMs':
    'Longest wait before a worker process is started again; the first restart is at once, the second after 100 ms, and each further wait is twice as long, until a worker lasted a minute.',
}

/** Names of constants that bound steps and waits inside, or what one message names. */
export const internal: ReadonlySet<string> = new Set(
  (
    'leastBytes leastHeap maxDigits leastKeptMs leastUnrepeatableMs longest longestLine longestLookMs ' +
    'longestProblem longestTakeMs longestWaitMs maxBytes maxEndpoints maxFrameBytes maxGrowth maxHasty ' +
    'maxHeadBytes maxKnown maxNear maxPasses maxPatientMs maxRefused ' +
    'maxSeen maxUnusedBytes maxUnusedMs maxWaitMs maxWaiting maxWaitingBytes mostATurn ' +
    'mostAddresses mostAncestors mostCandidates mostKnown mostLayers mostLines mostLooks mostNamed ' +
    'mostNewest mostPieces mostPlain mostReasons mostSaid mostToldOneByOne mostTried mostWaiting ' +
    'mostWorkers maxQueuedBytes maxQueuedPieces maxUnwrittenBytes'
  ).split(' '),
)
