// Finds the matches whose path fits, without asking those whose path does not: exact paths by a map,
// prefixes by a tree of path elements, which is left at the first element that no prefix has. So a
// path costs as many steps as the longest prefix that it has, however long or hostile it is.

export interface PathIndex<T> {
  addExact(path: string, item: T): void
  /** `prefix` without a slash at its end. */
  addPrefix(prefix: string, item: T): void
  /** What fits, a list a path or prefix, in the order it was added; most specific list first. */
  find(path: string): readonly (readonly T[])[]
}

interface Node<T> {
  readonly items: T[]
  readonly children: Map<string, Node<T>>
}

export function createPathIndex<T>(): PathIndex<T> {
  const exact = new Map<string, T[]>()
  const root: Node<T> = { items: [], children: new Map() }
  return {
    addExact: (path, item) => {
      const items = exact.get(path)
      if (items) items.push(item)
      else exact.set(path, [item])
    },
    addPrefix: (prefix, item) => {
      let node = root
      for (const element of prefix.split('/').slice(1)) node = childOf(node, element)
      node.items.push(item)
    },
    find: (path) => {
      const lists = prefixLists(root, path)
      const same = exact.get(path)
      if (same) lists.push(same)
      return lists.toReversed()
    },
  }
}

/**
 * "Matches based on a URL path prefix split by `/` ... the paths `/abc`, `/abc/`, and `/abc/def` would
 * all match the prefix `/abc`, but the path `/abcd` would not" (httproute_types.go). The prefix `/`
 * "has the effect of matching every HTTP request", that for `*` included.
 */
function prefixLists<T>(root: Node<T>, path: string): (readonly T[])[] {
  const lists: (readonly T[])[] = []
  if (root.items.length > 0) lists.push(root.items)
  let node: Node<T> | undefined = root
  let slash = path.startsWith('/') ? 0 : -1
  while (slash !== -1 && node.children.size > 0) {
    const next = path.indexOf('/', slash + 1)
    node = node.children.get(next === -1 ? path.slice(slash + 1) : path.slice(slash + 1, next))
    if (!node) break
    if (node.items.length > 0) lists.push(node.items)
    slash = next
  }
  return lists
}

function childOf<T>(node: Node<T>, element: string): Node<T> {
  let child = node.children.get(element)
  if (!child) {
    child = { items: [], children: new Map() }
    node.children.set(element, child)
  }
  return child
}
