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

/** By the next eight bits: a byte whose code they begin with, and in the upper bits the code's length; 0: it is longer. */
const byNextBits = new Uint16Array(256)
listCodes()
listNextBits()

/** Undefined for what is no such code. */
export function huffmanDecoded(coded: Buffer): Buffer | undefined {
  const end = coded.length * 8
  // No code is shorter than five bits.
  const decoded = Buffer.allocUnsafe(Math.ceil(end / 5))
  let size = 0
  /** In bits. */
  let at = 0
  while (at < end) {
    const next = nextBits(coded, at)
    const known = byNextBits[next]!
    if (known > 0) {
      if (at + (known >> 8) > end) break
      at += known >> 8
      decoded[size++] = known & 0xff
      continue
    }
    if (end - at <= 8) break
    const used = lengthOfLong(coded, at)
    if (used === undefined) return undefined
    if (at + used > end) break
    decoded[size++] = byteOf(codeAt(coded, at, used), used)
    at += used
  }
  // The rest is padding, by the first bits of a code that is never sent: ones (§5.2).
  const left = end - at
  return left < 8 && codeAt(coded, at, left) === (1 << left) - 1
    ? decoded.subarray(0, size)
    : undefined
}

/** Eight of them; behind the end there are ones. */
function nextBits(coded: Buffer, at: number): number {
  const byte = at >> 3
  return (((coded[byte]! << 8) | (coded[byte + 1] ?? 0xff)) >> (8 - (at & 7))) & 0xff
}

/** Of the code at `at`, which is longer than eight bits. */
function lengthOfLong(coded: Buffer, at: number): number | undefined {
  let code = nextBits(coded, at)
  for (let used = 9; used <= longest; used++) {
    code = (code << 1) | bitAt(coded, at + used - 1)
    if (isCode(code, used)) return used
  }
  return undefined
}

function codeAt(coded: Buffer, at: number, bits: number): number {
  let code = 0
  for (let i = 0; i < bits; i++) code = (code << 1) | bitAt(coded, at + i)
  return code
}

function bitAt(coded: Buffer, at: number): number {
  return ((coded[at >> 3] ?? 0xff) >> (7 - (at & 7))) & 1
}

function isCode(code: number, bits: number): boolean {
  const index = code - first[bits]!
  return index >= 0 && index < count[bits]!
}

function byteOf(code: number, bits: number): number {
  return byCode[start[bits]! + code - first[bits]!]!
}

function listNextBits(): void {
  for (let next = 0; next < 256; next++)
    for (let bits = 5; bits <= 8; bits++) {
      const code = next >> (8 - bits)
      if (isCode(code, bits)) byNextBits[next] = (bits << 8) | byteOf(code, bits)
    }
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
