import test, { type ExecutionContext } from 'ava'
import { createLink, type LinkNode } from '../../testing/cluster/link.ts'

const range = '10.77.0.128/28'
const address = '10.77.0.130'
const others = ['10.77.0.131', '10.77.0.132', '10.77.0.142']

const programs = { iproute2: ['ip'], busybox: ['busybox', 'ip'] }

const localRoute = (node: LinkNode, of = range) =>
  node.ip('route', 'show', 'table', 'local', 'exact', of)

/** The hardware address that a node knows of another's address. */
async function known(node: LinkNode, of = address): Promise<string | undefined> {
  const [, mac] = /lladdr (\S+)/.exec(await node.ip('neigh', 'show', of)) ?? []
  return mac
}

async function tripleOf(t: ExecutionContext, program: readonly string[]) {
  const link = await createLink(t)
  const a = await link.addNode({ range, program })
  const b = await link.addNode({ range, program })
  const client = await link.addNode({ range })
  return { link, a, b, client }
}

for (const [name, program] of Object.entries(programs)) {
  test(`${name}: every address of a held range is the node's, for sockets and for neighbours`, async (t) => {
    const { a, client } = await tripleOf(t, program)
    t.false(await a.send('isHeld'))
    await a.send('hold')
    t.true(await a.send('isHeld'))
    for (const one of [address, ...others]) {
      await a.send(`serve ${one} a`)
      t.is(await client.send(`ask ${one}`), 'a')
    }
    await a.send('release')
    t.false(await a.send('isHeld'))
    t.is(await localRoute(a), '')
  })

  test(`${name}: to hold twice and to release twice is as once`, async (t) => {
    const { a } = await tripleOf(t, program)
    await a.send('release')
    await a.send('hold')
    await a.send('hold')
    t.is((await localRoute(a)).split('\n').filter((line) => line !== '').length, 1)
    await a.send('release')
    await a.send('release')
    t.is(await localRoute(a), '')
  })

  test(`${name}: a route that somebody removed is put back`, async (t) => {
    const { a } = await tripleOf(t, program)
    await a.send('hold')
    await a.ip('route', 'del', 'local', range, 'dev', 'lo', 'table', 'local')
    await a.send('hold')
    t.not(await localRoute(a), '')
  })

  test(`${name}: what a killed predecessor left is taken over, or removed`, async (t) => {
    const { link, a } = await tripleOf(t, program)
    await a.send('hold')
    await a.kill()
    t.not(await localRoute(a), '')
    const next = await link.restart(a, { range, program })
    await next.send('hold')
    await next.send(`serve ${address} next`)
    await next.kill()
    const last = await link.restart(a, { range, program })
    await last.send('release')
    t.is(await localRoute(a), '')
  })

  test(`${name}: neighbours who knew the former node learn of the next one, with NET_ADMIN alone`, async (t) => {
    const { a, b, client } = await tripleOf(t, program)
    await a.send('hold')
    for (const one of [address, ...others]) {
      await a.send(`serve ${one} a`)
      t.is(await client.send(`ask ${one}`), 'a')
    }
    await a.send('close')
    await a.send('release')
    await b.send('hold')
    for (const one of [address, ...others]) await b.send(`serve ${one} b`)
    t.is(await known(client), a.mac)
    await b.send(`announce ${[address, ...others].join(' ')}`)
    for (const one of [address, ...others]) {
      t.is(await known(client, one), b.mac)
      t.is(await client.send(`ask ${one}`), 'b')
    }
  })

  test(`${name}: without NET_ADMIN one sentence says what is missing`, async (t) => {
    const link = await createLink(t)
    const a = await link.addNode({ range, program, capabilities: ['net_bind_service'] })
    await t.throwsAsync(() => a.send('hold'), { message: /capability NET_ADMIN/ })
    t.false(await a.send('isHeld'))
  })
}

test('without the program ip one sentence says what is missing', async (t) => {
  const link = await createLink(t)
  const a = await link.addNode({ range, program: ['no-such-program'] })
  await t.throwsAsync(() => a.send('hold'), { message: /The program `ip` is missing/ })
})

test("a range with the node's own address in it is refused", async (t) => {
  const link = await createLink(t)
  const a = await link.addNode({ range: '10.77.0.0/24' })
  await t.throwsAsync(() => a.send('hold'), { message: /contains 10\.77\.0\.1,.*choose/ })
  t.is(await localRoute(a, '10.77.0.0/24'), '')
})

test("a range with the node's router in it is refused", async (t) => {
  const link = await createLink(t)
  const a = await link.addNode({ range: '10.77.0.248/29' })
  await a.ip('route', 'add', 'default', 'via', '10.77.0.254')
  await t.throwsAsync(() => a.send('hold'), { message: /contains 10\.77\.0\.254,/ })
})

test('what Linux does not do for a range of IPv6: bind sockets, and answer neighbours', async (t) => {
  const link = await createLink(t)
  const a = await link.addNode({ range })
  const client = await link.addNode({ range })
  await a.ip('-6', 'route', 'add', 'local', 'fd77::80/124', 'dev', 'lo', 'table', 'local')
  await t.throwsAsync(() => a.send('serve fd77::82 a'), { message: /EADDRNOTAVAIL/ })
  await a.send('serve :: a')
  t.is(await client.send('ask fd77::1'), 'a')
  await t.throwsAsync(() => client.send('ask fd77::82'), { message: /nobody answers|EHOSTUNREACH/ })
})
