// One value for each list of certificates, kept by their identity and for no longer than they are: what
// is built of an old certificate goes with it.
import type { Certificate } from '../../snapshot/routing-snapshot.ts'

interface Node<Value> {
  value?: Value
  readonly next: WeakMap<Certificate, Node<Value>>
}

export class ByCertificates<Value> {
  readonly #root: Node<Value> = { next: new WeakMap() }

  get(certificates: readonly Certificate[], build: () => Value): Value {
    let node = this.#root
    for (const certificate of certificates) {
      const next: Node<Value> = node.next.get(certificate) ?? { next: new WeakMap() }
      node.next.set(certificate, next)
      node = next
    }
    return (node.value ??= build())
  }
}
