import test from 'ava'
import { resourceSetOf } from '../../manifests/watch/read-once.ts'
import { readsOf } from '../incremental/reads.ts'
import { allowsNamespace } from './allowed-namespaces.ts'

const name = 'kubernetes.io/metadata.name'

test('a namespace has the label of its own name, whatever its manifest says', (t) => {
  const metadata = { name: 'blog', labels: { [name]: 'shop' } }
  const resource = { apiVersion: 'v1', kind: 'Namespace', metadata } as const
  const reads = readsOf(resourceSetOf([{ resource }]))
  const allows = (label: string) =>
    allowsNamespace(reads, {
      namespaces: { from: 'Selector', selector: { matchLabels: { [name]: label } } },
      own: 'infra',
      asking: 'blog',
    })
  t.false(allows('shop'))
  t.true(allows('blog'))
})
