// What an octet may be part of, as one table: heads are read octet by octet, once.

/** Of a name (RFC 9110 §5.6.2). */
export const token = 1
/** Of a header's value (RFC 9110 §5.5), whitespace included. */
export const fieldValue = 2

/** Bits of those above, by octet. */
export const octets = new Uint8Array(256)

for (let code = 0; code < 256; code++) {
  if (/[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code))) octets[code]! |= token
  if (code === 9 || (code >= 32 && code !== 127)) octets[code]! |= fieldValue
}

export const space = 32
export const tab = 9
export const carriageReturn = 13
export const lineFeed = 10
export const colon = 58
export const semicolon = 59
export const equalsSign = 61

/** -1 where it is none. */
export function hexDigit(octet: number): number {
  if (octet >= 48 && octet <= 57) return octet - 48
  const letter = octet | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** Digits alone, up to 15 of them, which a number holds; else -1. */
export function decimal(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
