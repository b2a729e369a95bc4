// A PEM block as a certificate, or nothing. Stricter than the parser, which takes times that are none and
// leaves it to whoever asks for them later to stumble: a user's bytes are looked through once, here.
import { X509Certificate } from 'node:crypto'

export function readableCertificate(block: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(block)
    const { validFromDate, validToDate } = certificate
    return isTime(validFromDate) && isTime(validToDate) ? certificate : undefined
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

function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}
