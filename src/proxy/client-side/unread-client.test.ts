import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { UnreadClient } from './unread-client.ts'

test('a client is asked for as long as it is not read, and not while it is', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = 0
  const client = new UnreadClient({
    afterMs: 20,
    ask: () => {
      asked += 1
      if (asked === 3) resolve()
    },
  })
  client.pause()
  client.pause()
  await promise
  client.resume()
  await wait(60)
  t.is(asked, 3)
  client.pause()
  client.end()
  await wait(60)
  t.is(asked, 3)
})

test('one that is read in between is not asked, however often it pauses', async (t) => {
  let asked = 0
  const client = new UnreadClient({ afterMs: 1_000, ask: () => (asked += 1) })
  for (let count = 0; count < 1_000; count++) {
    client.pause()
    client.resume()
  }
  await wait(10)
  client.end()
  t.is(asked, 0)
})
