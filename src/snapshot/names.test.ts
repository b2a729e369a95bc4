import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  backendName,
  backendParts,
  backendRefName,
  listenerName,
  matchName,
  nameParts,
  objectName,
  ruleName,
} from './names.ts'

test('a listener is named after its Gateway or ListenerSet', (t) => {
  const name = listenerName(objectName('ListenerSet', 'shop/more'), 'https')
  t.is(name, 'listenerset/shop/more/listener/https')
  t.deepEqual(nameParts(name), {
    kind: 'ListenerSet',
    namespace: 'shop',
    name: 'more',
    listener: 'https',
  })
})

test('a rule and its parts are named after their route', (t) => {
  const rule = ruleName(objectName('HTTPRoute', 'shop/cart'), 2)
  t.is(rule, 'httproute/shop/cart/rule/2')
  const of = { kind: 'HTTPRoute', namespace: 'shop', name: 'cart', rule: 2 }
  for (const name of [rule, matchName(rule, 0), backendRefName(rule, 1)])
    t.deepEqual(nameParts(name), of, name)
})

test('a backend is a port of a Service, by its transport', (t) => {
  for (const transport of ['TCP', 'UDP'] as const) {
    const port = { namespace: 'shop', service: 'dns', port: 53, transport }
    t.deepEqual(backendParts(backendName(port)), port)
  }
  for (const name of ['service/shop/dns', 'service/shop/dns/53/tcp', 'httproute/shop/dns/53', ''])
    t.throws(() => backendParts(name), { message: `Not the name of a backend: ${name}` })
})

test('no other file builds a name of the snapshot by hand', async (t) => {
  const src = join(import.meta.dirname, '..')
  const builders: string[] = []
  for await (const path of glob('**/*.ts', { cwd: src })) {
    if (path.endsWith('.test.ts') || path.startsWith('testing/')) continue
    if (
      /\/(?:listener|rule|match|backendRef)\/(?:\$|\d)/.test(
        await readFile(join(src, path), 'utf8').then(withoutComments),
      )
    )
      builders.push(path)
  }
  t.deepEqual(builders, ['snapshot/names.ts'])
})

function withoutComments(source: string): string {
  return source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
}
