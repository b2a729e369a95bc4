// What a listener offers: suites that are authenticated encryption with forward secrecy, and no others.
// Node's own list has CBC (Lucky Thirteen), RSA key exchange (ROBOT, no forward secrecy) and ARIA as well;
// and it can be changed from outside the gateway (NODE_OPTIONS), which these can't.

/** TLS 1.3 (RFC 8446 §B.4), then TLS 1.2 (RFC 9325 §4.2), in the order of preference. */
export const cipherSuites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]
