import { request } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import test from 'ava'
import { ownPlace } from '../testing/own-place.ts'
import { startGateway } from './start-gateway.ts'
import { gatewayManifest, manifestFolder, routeManifest } from '../testing/cli/manifests.ts'
import { UsageError } from './words/usage-error.ts'

const files = { 'gateway.yaml': gatewayManifest, 'routes.yaml': routeManifest('/cart') }
const anyPort = { address: '127.0.0.1', port: 0 }

test('several run in one process, each with its own configuration, and leave no port behind', async (t) => {
  const one = await manifestFolder(t, files)
  const other = await manifestFolder(t, { 'gateway.yaml': gatewayManifest })
  const places = [ownPlace(), ownPlace()]
  const gateways = await Promise.all([
    startGateway({ paths: [one.folder], ...places[0], admin: anyPort, health: anyPort }),
    startGateway({ paths: [other.folder], ...places[1], admin: anyPort, health: anyPort }),
  ])
  // The Service is missing: a rule that matches is told by 500, none by 404.
  t.is(await statusOf(places[0]!), 500)
  t.is(await statusOf(places[1]!), 404)
  t.is(gateways[0]!.resources().HTTPRoute.size, 1)
  t.is(gateways[1]!.resources().HTTPRoute.size, 0)
  await Promise.all(gateways.map((gateway) => gateway.close()))
  for (const place of places) await t.throwsAsync(statusOf(place), { code: 'ECONNREFUSED' })
  for (const { admin } of gateways) {
    const { address, port } = admin!
    await t.throwsAsync(statusOf({ address, portOffset: port - 80 }), { code: 'ECONNREFUSED' })
  }
})

test('settled resolves when an edit is live, with its statuses', async (t) => {
  const { folder, write } = await manifestFolder(t, files)
  const gateway = await startGateway({ paths: [folder], ...ownPlace() })
  t.teardown(() => gateway.close())
  const settled = gateway.settled()
  await write('more.yaml', routeManifest('/more').replace('name: cart,', 'name: more,'))
  await settled
  t.true(gateway.statuses().some(({ kind, name }) => kind === 'HTTPRoute' && name === 'more'))
})

test('settled resolves for a mistake that changes nothing, too', async (t) => {
  const { folder, write } = await manifestFolder(t, files)
  const problems: string[] = []
  const gateway = await startGateway({
    paths: [folder],
    ...ownPlace(),
    onProblems: (found) => problems.push(...found.map(({ file }) => file)),
  })
  t.teardown(() => gateway.close())
  const settled = gateway.settled()
  await write('more.yaml', 'kind: [')
  await settled
  t.deepEqual(problems, [`${folder}/more.yaml`])
})

test('the status of a route that was removed is gone', async (t) => {
  const { folder, write } = await manifestFolder(t, files)
  const gateway = await startGateway({ paths: [folder], ...ownPlace() })
  t.teardown(() => gateway.close())
  const settled = gateway.settled()
  await write('routes.yaml', '# none\n')
  await settled
  t.false(gateway.statuses().some(({ kind }) => kind === 'HTTPRoute'))
})

test('a path with nothing at it is refused, before any port is taken', async (t) => {
  await t.throwsAsync(startGateway({ paths: ['/nowhere/at/all'], health: anyPort }), {
    instanceOf: UsageError,
    message: /File or folder \/nowhere\/at\/all does not exist/,
  })
})

async function statusOf(place: { address: string; portOffset: number }): Promise<number> {
  const { address: host, portOffset } = place
  const asked = request({
    host,
    port: 80 + portOffset,
    path: '/cart',
    headers: { host: 'shop.example' },
    agent: false,
  })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}
