// How many bytes the subject of a certificate takes in DER (RFC 5280 §4.1): a server that asks for client
// certificates sends the subjects of those it trusts, and Node tells them only as text.

/** `certificate`: DER of one that was parsed before. */
export function subjectLength(certificate: Buffer): number {
  const tbsCertificate = elementAt(certificate, elementAt(certificate, 0).start)
  let at = tbsCertificate.start
  // The version is optional, and the only one that has this tag.
  if (certificate[at] === 0xa0) at = elementAt(certificate, at).end
  // serialNumber, signature, issuer, validity
  for (let skipped = 0; skipped < 4; skipped++) at = elementAt(certificate, at).end
  return elementAt(certificate, at).end - at
}

function elementAt(der: Buffer, at: number): { readonly start: number; readonly end: number } {
  const first = der.readUInt8(at + 1)
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  const size = first & 0x7f
  const start = at + 2 + size
  return { start, end: start + der.readUIntBE(at + 2, size) }
}
