// A PEM block as a certificate, or nothing. Stricter than the parser, which takes times that are none and
// leaves it to whoever asks for them later to stumble: a user's bytes are looked through once, here.
import { X509Certificate } from 'node:crypto'

export function readableCertificate(block: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(block)
    const { validFrom, validTo } = certificate
    return isTime(validFrom) && isTime(validTo) ? certificate : undefined
  } catch {
    // What the parser says about bytes that a user gave helps nobody; the object and key are named.
    return undefined
  }
}

/** A subject in an encoding that cannot be read makes a question for any name throw. */
export function hasReadableNames(leaf: X509Certificate): boolean {
  try {
    leaf.checkHost('name.invalid')
    return true
  } catch {
    return false
  }
}

/** `Bad time value` is none. Node's dates of it are whatever its memory held. */
function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text))
}
