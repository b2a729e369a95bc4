// Finds the matches whose path fits, without asking those whose path does not: exact paths by a map,
// prefixes by a tree of path elements, which is left at the first element that no prefix has. So a
// path costs as many steps as the longest prefix that it has, however long or hostile it is.

interface Node<T> {
  items: T[] | undefined
  children: Map<string, Node<T>> | undefined
}

/** Most hosts have a path or two, and there may be thousands of hosts: what is empty is not made. */
export class PathIndex<T> {
  #exact: Map<string, T[]> | undefined
  readonly #root: Node<T> = { items: undefined, children: undefined }

  addExact(path: string, item: T): void {
    this.#exact ??= new Map()
    const items = this.#exact.get(path)
    if (items) items.push(item)
    else this.#exact.set(path, [item])
  }

  /** `prefix` without a slash at its end. */
  addPrefix(prefix: string, item: T): void {
    let node = this.#root
    for (const element of prefix.split('/').slice(1)) node = childOf(node, element)
    if (node.items) node.items.push(item)
    else node.items = [item]
  }

  /** What fits, a list a path or prefix, in the order it was added; most specific list first. */
  find(path: string): readonly (readonly T[])[] {
    const lists = prefixLists(this.#root, path)
    const same = this.#exact?.get(path)
    if (same) lists.push(same)
    return lists.toReversed()
  }
}

/**
 * "Matches based on a URL path prefix split by `/` ... the paths `/abc`, `/abc/`, and `/abc/def` would
 * all match the prefix `/abc`, but the path `/abcd` would not" (httproute_types.go). The prefix `/`
 * "has the effect of matching every HTTP request", that for `*` included.
 */
function prefixLists<T>(root: Node<T>, path: string): (readonly T[])[] {
  const lists: (readonly T[])[] = []
  if (root.items) lists.push(root.items)
  let node: Node<T> | undefined = root
  let slash = path.startsWith('/') ? 0 : -1
  while (slash !== -1 && node.children) {
    const next = path.indexOf('/', slash + 1)
    node = node.children.get(next === -1 ? path.slice(slash + 1) : path.slice(slash + 1, next))
    if (!node) break
    if (node.items) lists.push(node.items)
    slash = next
  }
  return lists
}

function childOf<T>(node: Node<T>, element: string): Node<T> {
  node.children ??= new Map()
  return node.children.getOrInsertComputed(element, () => ({
    items: undefined,
    children: undefined,
  }))
}
