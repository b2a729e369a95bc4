// Finds what hostnames stand for, from the most specific to the least: "Exact matches MUST be processed
// before wildcard matches, and wildcard matches MUST be processed before fallback (empty Hostname
// value) matches ... the higher the number of dots in the hostname to the right of the wildcard
// character, the higher the precedence" (gateway_types.go). Used for listeners and for their hosts.

export interface HostnameIndex<T> {
  /** Gives `visit` what fits a request's hostname, until it answers something. */
  find<R>(hostname: string, visit: (item: T) => R | undefined): R | undefined
}

/** Of several with the same hostname the first counts. */
export function hostnameIndexOf<T extends { readonly hostname: string }>(
  items: readonly T[],
): HostnameIndex<T> {
  const exact = new Map<string, T>()
  // By suffix: that of `*.a.b` is `.a.b`.
  const wildcards = new Map<string, T>()
  let longest = 0
  let fallback: T | undefined
  for (const item of items) {
    if (item.hostname === '') fallback ??= item
    else if (item.hostname.startsWith('*.')) {
      const suffix = item.hostname.slice(1)
      longest = Math.max(longest, suffix.length)
      if (!wildcards.has(suffix)) wildcards.set(suffix, item)
    } else if (!exact.has(item.hostname)) exact.set(item.hostname, item)
  }

  return {
    find: (hostname, visit) => {
      const same = exact.get(hostname)
      const found = same === undefined ? undefined : visit(same)
      if (found !== undefined) return found
      if (longest > 0)
        for (const suffix of suffixesOf(hostname, longest)) {
          const item = wildcards.get(suffix)
          const below = item === undefined ? undefined : visit(item)
          if (below !== undefined) return below
        }
      return fallback === undefined ? undefined : visit(fallback)
    },
  }
}

/**
 * `.b.c`, then `.c` of `a.b.c`. None is longer than a wildcard that exists, so that a client's endless
 * hostname costs no more than a short one; none is all of the hostname: `*` stands for something.
 */
function* suffixesOf(hostname: string, longest: number): Generator<string> {
  let dot = hostname.indexOf('.', Math.max(1, hostname.length - longest))
  for (; dot !== -1; dot = hostname.indexOf('.', dot + 1)) yield hostname.slice(dot)
}
