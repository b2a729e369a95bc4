// A value of a Secret, as text.

/** Undefined where its bytes are not UTF-8: they are of no use to a gateway, and no mistake. */
export function textOfBase64(encoded: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(encoded, 'base64'),
    )
  } catch {
    return undefined
  }
}
