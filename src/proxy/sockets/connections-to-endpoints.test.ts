// A route that leads to its own listener.
import test from 'ava'
import { eventually } from '../../testing/eventually.ts'
import { clientHello } from '../../testing/proxy/client-side/hello.ts'
import {
  backendsOf,
  dialStream,
  startStreams,
  streamRule,
} from '../../testing/proxy/streams/streams.ts'
import { tcpListener, tlsListener } from '../../testing/proxy/streams/streams.ts'

for (const address of ['127.0.0.1', '0.0.0.0', '::ffff:127.0.0.1'])
  test(`an endpoint ${address} that is the listener itself costs one connection a client, not all`, async (t) => {
    const { port, records, open, inFlight } = await startStreams(t, (at) => ({
      listeners: [tcpListener(at, streamRule())],
      ...backendsOf({ echo: [{ address, port: at, name: 'self' }] }),
    }))
    for (let clients = 1; clients <= 3; clients++) {
      const client = dialStream(t, port)
      client.send('hello')
      t.is(await client.fate, 'reset')
      await eventually(() => {
        if (records.length < clients * 2 || open() > 0) throw new Error('Not all are over')
      })
      t.is(records.length, clients * 2)
    }
    t.is(records.filter(({ flags }) => flags.includes('loop')).length, 3)
    t.is(inFlight(), 0)
  })

test('so it is with a server name that is passed on to its own listener', async (t) => {
  const { port, records, open } = await startStreams(t, (at) => ({
    listeners: [tlsListener(at, 'a.test')],
    ...backendsOf({ echo: [{ address: '127.0.0.1', port: at, name: 'self' }] }),
  }))
  const client = dialStream(t, port)
  client.socket.write(clientHello({ serverName: 'a.test' }))
  t.is(await client.fate, 'reset')
  await eventually(() => {
    if (records.length < 2 || open() > 0) throw new Error('Not all are over')
  })
  t.deepEqual(records[0]?.flags, ['loop'])
  t.is(records.length, 2)
})
