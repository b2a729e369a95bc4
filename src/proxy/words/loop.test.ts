import test from 'ava'
import type { AccessRecord } from '../../observe/log/access-record.ts'
import { createDataPlane } from '../data-plane.ts'
import type { HeaderList } from './exchange.ts'
import { freePort } from '../../testing/free-ports.ts'
import { watch } from '../../testing/proxy/client-side/plane.ts'
import { exchange } from '../../testing/proxy/client-side/wire.ts'
import { isLoop } from './loop.ts'
import { createPipeline } from '../request/request-pipeline.ts'
import { snapshotOfRule } from '../../testing/proxy/gateway.ts'

test('several passes are a loop, on one line or many, whoever else passed it on', (t) => {
  const lines = (...values: readonly string[]): HeaderList =>
    values.map((value) => ['cdn-loop', value])
  t.false(isLoop([]))
  t.false(isLoop(lines('rauta', 'other', 'rauta, rauta')))
  t.true(isLoop(lines('rauta', 'other', 'rauta, rauta', 'rauta')))
  t.true(isLoop(lines('rauta,rauta,rauta,rauta')))
})

test('a backend that leads back to the gateway ends in 508 after a few passes', async (t) => {
  const seen = watch()
  const statuses: number[] = []
  const passed = Promise.withResolvers<void>()
  const onRequest = ({ status }: AccessRecord) => {
    if (statuses.push(status) === 5) passed.resolve()
  }
  const observer = { ...seen.observer, onRequest }
  const plane = createDataPlane({ requestPipeline: createPipeline({ observer }), observer })
  t.teardown(() => plane.drain(0))
  const port = await freePort()
  const itself = { address: '127.0.0.1', port, name: 'pod/tenant/loop' }
  const remove = ['CDN-Loop']
  const filters = [{ type: 'RequestHeaderModifier', set: [], add: [], remove }] as const
  const { listeners, ...others } = snapshotOfRule({ filters }, { loop: [itself] })
  await plane.apply({ ...others, listeners: [{ ...listeners[0]!, port }] })
  const named = 'Connection: close, cdn-loop\r\n'
  const answer = await exchange(t, port, `GET / HTTP/1.1\r\nHost: shop.example\r\n${named}\r\n`)
  t.regex(answer, /^HTTP\/1\.1 508 /)
  await passed.promise
  t.deepEqual(statuses, [508, 508, 508, 508, 508])
})
