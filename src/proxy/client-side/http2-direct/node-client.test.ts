// Node's client against our session: whatever it sends and reads, in many streams at once, comes whole.
import test from 'ava'
import * as fc from 'fast-check'
import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { buffer } from 'node:stream/consumers'
import type { RequestHead } from '../../words/exchange.ts'
import { startPlane, type Teardown } from '../../../testing/proxy/client-side/plane.ts'

async function session(t: Teardown) {
  const plane = await startPlane(t, { http2: 'direct' })
  const client: ClientHttp2Session = connect(`http://127.0.0.1:${plane.port}`)
  t.teardown(async () => client.destroy())
  return { ...plane, client }
}

test('fields are read as they were sent, by table and in Huffman’s code', async (t) => {
  const { client, requests } = await session(t)
  const name = fc.stringMatching(/^x-[a-z0-9-]{1,8}$/)
  const value = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/)
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 12 }), async (given) => {
      await buffer(client.request({ ':path': '/', ...given }))
      const { headers } = requests.at(-1) as RequestHead
      t.deepEqual(Object.fromEntries(headers), { ...given })
    }),
    { numRuns: 200 },
  )
})

test('a hundred bodies of any size go both ways at once, some of them given up', async (t) => {
  const { client } = await session(t)
  const sizes = Array.from({ length: 100 }, (_, at) => Math.floor(1.13 ** at))
  await Promise.all(
    sizes.map(async (size, at) => {
      const stream = client.request({ ':method': 'POST', ':path': '/' }).on('error', () => {})
      const sent = Buffer.alloc(size, `${at} `)
      stream.end(sent)
      if (at % 7 === 3) {
        await once(stream, 'response')
        stream.close(8)
        return
      }
      t.true(sent.equals(await buffer(stream)), `${size}`)
    }),
  )
})
