// What is made of texts that come again and again (names of routes, hosts, clients' programs), made once.

/** More are forgotten all at once: who makes up texts gains nothing by it. */
const mostKnown = 4_096
/** Longer ones are made anew each time. */
const longest = 256

/** The same for the same text. `make` gets a text of its own: one cut out of another would keep that in memory. */
export function knownTexts<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (text.length > longest) return make(text)
    if (known.size >= mostKnown) known.clear()
    const own = Buffer.from(text).toString()
    const made = make(own)
    known.set(own, made)
    return made
  }
}
