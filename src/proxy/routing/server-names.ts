// Which listener a TLS client means. gateway_types.go, Gateway.Spec.Listeners: "Exact matches MUST be
// processed before wildcard matches, and wildcard matches MUST be processed before fallback (empty
// Hostname value) matches. … if there are multiple wildcard entries, more specific wildcard entries
// must be processed before less specific wildcard entries."

export class ServerNames<Named extends { readonly hostname: string }> {
  readonly #exact = new Map<string, Named>()
  /** By what follows `*`, the dot included. */
  readonly #wildcard = new Map<string, Named>()
  #any: Named | undefined

  /** Of two with one hostname the first one counts. */
  constructor(all: Iterable<Named>) {
    for (const named of all) {
      const { hostname } = named
      if (hostname === '') this.#any ??= named
      else if (hostname.startsWith('*.')) setFirst(this.#wildcard, hostname.slice(1), named)
      else setFirst(this.#exact, hostname, named)
    }
  }

  /** `serverName`: lower case, no trailing dot, '' for none. */
  find(serverName: string): Named | undefined {
    if (serverName === '') return this.#any
    const exact = this.#exact.get(serverName)
    if (exact) return exact
    for (let dot = serverName.indexOf('.'); dot !== -1; dot = serverName.indexOf('.', dot + 1)) {
      const wildcard = this.#wildcard.get(serverName.slice(dot))
      if (wildcard) return wildcard
    }
    return this.#any
  }
}

function setFirst<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (!map.has(key)) map.set(key, value)
}
