// Fatal alerts (RFC 8446 §6.2) written in the clear, before any TLS server has seen the connection:
// Node can't refuse a server name with the alert that says so.

const codes = { decode_error: 50, unrecognized_name: 112, internal_error: 80 } as const

export type TlsAlert = keyof typeof codes

export function alertBytes(alert: TlsAlert): Buffer {
  // Record: alert (21), TLS 1.2 as every client's first answer (§5.1), two bytes: fatal (2), which.
  return Buffer.from([21, 3, 3, 0, 2, 2, codes[alert]])
}
