// The Huffman code of HTTP/2's header fields (RFC 7541 Appendix B). It is canonical: codes of one length count
// up in the order of their bytes, so that the lengths say all of it.

/** Of each byte's code in bits, in base 36. */
const lengths =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6ca' +
  'd67777777777777777777777878djde6f56565666577666567655677777fbeds' +
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn' +
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq'
const longest = 30

/** By length in bits: the first code, how many there are, and where their bytes stand in `byCode`. */
const first = new Int32Array(longest + 1)
const count = new Int32Array(longest + 1)
const start = new Int32Array(longest + 1)
const byCode = new Uint8Array(lengths.length)
listCodes()

/** Undefined for what is no such code. */
export function huffmanDecoded(coded: Buffer): Buffer | undefined {
  // No code is shorter than five bits.
  const decoded = Buffer.allocUnsafe(Math.ceil((coded.length * 8) / 5))
  let size = 0
  let code = 0
  let bits = 0
  for (let at = 0; at < coded.length; at++) {
    const byte = coded[at]!
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1)
      bits++
      const index = code - first[bits]!
      if (index < count[bits]!) {
        decoded[size++] = byCode[start[bits]! + index]!
        code = 0
        bits = 0
      } else if (bits === longest) return undefined
    }
  }
  // The rest is padding, by the first bits of a code that is never sent: ones (§5.2).
  return bits < 8 && code === 2 ** bits - 1 ? decoded.subarray(0, size) : undefined
}

function listCodes(): void {
  let code = 0
  let known = 0
  for (let bits = 1; bits <= longest; bits++) {
    code *= 2
    first[bits] = code
    start[bits] = known
    for (const [byte, length] of [...lengths].entries())
      if (Number.parseInt(length, 36) === bits) byCode[known++] = byte
    count[bits] = known - start[bits]!
    code += count[bits]!
  }
}
