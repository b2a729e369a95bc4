import test from 'ava'
import { exampleMatch } from '../../testing/proxy/request-examples.ts'
import { rewriteUrl } from './url-rewrite.ts'

const match = exampleMatch({ path: { type: 'PathPrefix', value: '/foo' } })
const asked = { target: '/foo/x?q', authority: 'example.com:8080', match }

test('a rewritten hostname takes the place of Host and its port', (t) => {
  t.deepEqual(rewriteUrl({ type: 'URLRewrite', hostname: 'a.org' }, asked), {
    target: '/foo/x?q',
    authority: 'a.org',
  })
})

test('a rewritten path leaves Host as it is', (t) => {
  const path = { type: 'ReplacePrefixMatch', value: '/bar' } as const
  t.deepEqual(rewriteUrl({ type: 'URLRewrite', path }, asked), {
    target: '/bar/x?q',
    authority: 'example.com:8080',
  })
})
