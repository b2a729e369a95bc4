// Hostnames that somebody has, and whether another one has names in common with any of them: found by
// looking up a few suffixes, since thousands may ask of thousands.

interface Holders<Holder> {
  /** By the hostname as it was written. */
  readonly exact: Map<string, Holder>
  /** By each suffix (`.b.c`, `.c`) of what is held: somebody who holds a name below it. */
  readonly below: Map<string, Holder>
}

export class HeldHostnames<Holder> {
  readonly #held: Holders<Holder> = { exact: new Map(), below: new Map() }
  #any: Holder | undefined

  hold(hostname: string, holder: Holder): void {
    this.#any ??= holder
    this.#held.exact.getOrInsert(hostname, holder)
    for (const suffix of suffixesOf(hostname)) this.#held.below.getOrInsert(suffix, holder)
  }

  /** Who holds a name that this one stands for too. '' is any name, `*.b` every one below b. */
  holderOf(hostname: string): Holder | undefined {
    const { exact, below } = this.#held
    if (hostname === '') return this.#any
    const same = exact.get(hostname) ?? exact.get('')
    if (same !== undefined) return same
    for (const suffix of suffixesOf(hostname)) {
      const wider = exact.get(`*${suffix}`)
      if (wider !== undefined) return wider
    }
    return hostname.startsWith('*.') ? below.get(hostname.slice(1)) : undefined
  }
}

/** Of `a.b.c` and of `*.b.c`: `.b.c` and `.c`. */
function suffixesOf(hostname: string): readonly string[] {
  const suffixes: string[] = []
  for (let dot = hostname.indexOf('.'); dot !== -1; dot = hostname.indexOf('.', dot + 1))
    suffixes.push(hostname.slice(dot))
  return suffixes
}
