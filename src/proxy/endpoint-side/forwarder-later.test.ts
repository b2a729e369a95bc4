import test from 'ava'
import type { Forwarder, ForwardResult } from './forwarder.ts'
import { forwarderLater } from './forwarder-later.ts'
import { requestOf } from '../../testing/proxy/endpoint-side/requests.ts'

test('it is loaded for the first request, once, and told what it is told from then on', async (t) => {
  const said: string[] = []
  const loaded: Forwarder = {
    forward: async () => ({ type: 'failure' }) as ForwardResult,
    keep: () => void said.push('keep'),
    close: async () => void said.push('close'),
  }
  const forwarder = forwarderLater(async () => {
    said.push('load')
    return loaded
  })
  forwarder.keep(() => true)
  t.deepEqual(said, [])
  const ask = () =>
    forwarder.forward(requestOf(), { address: '127.0.0.1', port: 1, name: 'nobody' })
  const results = await Promise.all([ask(), ask()])
  t.deepEqual(
    results.map(({ type }) => type),
    ['failure', 'failure'],
  )
  forwarder.keep(() => true)
  await forwarder.close()
  t.deepEqual(said, ['load', 'keep', 'close'])
})

test('what was never asked is never loaded, and closes', async (t) => {
  const forwarder = forwarderLater(() => Promise.reject(new Error('loaded')))
  await t.notThrowsAsync(forwarder.close())
})

test('what cannot be loaded is a failure of the gateway, and the next request tries again', async (t) => {
  let loads = 0
  const forwarder = forwarderLater(async () => {
    if (++loads === 1) throw new Error('too many open files')
    return {
      forward: async () => ({ type: 'failure', reason: 'reset' }) as ForwardResult,
      keep: () => undefined,
      close: async () => undefined,
    }
  })
  const ask = () =>
    forwarder.forward(requestOf(), { address: '127.0.0.1', port: 1, name: 'nobody' })
  t.like(await ask(), { type: 'failure', reason: 'full', isUnsent: true })
  t.like(await ask(), { type: 'failure', reason: 'reset' })
  await t.notThrowsAsync(forwarder.close())
  t.is(loads, 2)
})
