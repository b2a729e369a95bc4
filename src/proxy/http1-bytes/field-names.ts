// Finds out which of some known words stands in bytes, whatever its case, without making a string of it.

export class FieldNames<Kind extends number> {
  readonly #byLength: (readonly (readonly [word: Uint8Array, kind: Kind])[])[] = []
  readonly #other: Kind

  /** `kinds` by words in lower case: letters, digits and hyphens; `other` is what none of them gets. */
  constructor(kinds: Readonly<Record<string, Kind>>, other: Kind) {
    this.#other = other
    for (const [word, kind] of Object.entries(kinds)) {
      const known = this.#byLength[word.length] ?? []
      this.#byLength[word.length] = [...known, [Buffer.from(word, 'latin1'), kind]]
    }
  }

  /** The bytes are of a token (octets.ts). */
  find(bytes: Uint8Array, start: number, end: number): Kind {
    const known = this.#byLength[end - start]
    if (known === undefined) return this.#other
    for (const [word, kind] of known) if (isWord(bytes, start, word)) return kind
    return this.#other
  }
}

function isWord(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  // No two octets of a token differ in this bit alone, letters excepted, where one is of such a word.
  for (let i = 0; i < word.length; i++) if ((bytes[start + i]! | 32) !== word[i]) return false
  return true
}
