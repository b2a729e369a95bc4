// Finds out which of some known words stands in bytes, whatever its case, without making a string of it.

interface Known<Kind> {
  readonly word: Uint8Array
  readonly kind: Kind
  readonly next: Known<Kind> | undefined
}

export class FieldNames<Kind extends number> {
  /** By length: most names are told apart by that. */
  readonly #byLength: (Known<Kind> | undefined)[] = []
  readonly #other: Kind

  /** `kinds` by words in lower case: letters, digits and hyphens; `other` is what none of them gets. */
  constructor(kinds: Readonly<Record<string, Kind>>, other: Kind) {
    this.#other = other
    const longest = Math.max(...Object.keys(kinds).map((word) => word.length))
    for (let length = 0; length <= longest; length++) this.#byLength.push(undefined)
    for (const [word, kind] of Object.entries(kinds)) {
      const next = this.#byLength[word.length]
      this.#byLength[word.length] = { word: Buffer.from(word, 'latin1'), kind, next }
    }
  }

  /** The bytes are of a token (octets.ts). */
  find(bytes: Uint8Array, start: number, end: number): Kind {
    const length = end - start
    if (length >= this.#byLength.length) return this.#other
    for (let known = this.#byLength[length]; known !== undefined; known = known.next)
      if (isWord(bytes, start, known.word)) return known.kind
    return this.#other
  }
}

function isWord(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  // No two octets of a token differ in this bit alone, letters excepted, where one is of such a word.
  for (let i = 0; i < word.length; i++) if ((bytes[start + i]! | 32) !== word[i]) return false
  return true
}
