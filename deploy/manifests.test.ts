// What can be told of the committed files without Go and without a cluster;
// deploy/install.apiserver.test.ts asks a real API server.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { controllerName } from '../src/resources/controller-name.ts'
import { startHealthServer } from '../src/observe/servers/health-server.ts'
import { createMetrics } from '../src/observe/metrics/metrics.ts'
import { deploy, manifestOf, modes, objectsIn, readManifest } from './manifests.ts'
import { type ManifestObject, objectsOfMode, theOne, workloadOf } from './manifest-objects.ts'

interface GatewayClass extends ManifestObject {
  readonly spec: { readonly controllerName: string }
}

interface Service extends ManifestObject {
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>
    readonly ports: readonly [{ readonly targetPort: string }]
  }
}

const { version } = JSON.parse(await readFile(join(deploy, '../package.json'), 'utf8'))

for (const mode of modes) {
  test(`${mode}: the committed file is what make generate wrote from its overlay`, async (t) => {
    const manifest = await readManifest(mode)
    t.is(manifest, await manifestOf(mode, objectsIn(manifest)), '`make generate` makes it anew')
  })

  test(`${mode}: image and labels carry this version`, async (t) => {
    const objects = await objectsOfMode(mode)
    const [container] = workloadOf(objects).spec.template.spec.containers
    t.is(container.image, `localhost/rauta:${version}`)
    for (const { metadata } of objects)
      t.is(metadata.labels['app.kubernetes.io/version'], version, metadata.name)
  })

  test(`${mode}: the GatewayClass names the controller`, async (t) => {
    const { spec } = theOne<GatewayClass>(await objectsOfMode(mode), 'GatewayClass')
    t.is(spec.controllerName, controllerName)
  })

  test(`${mode}: probes and the Service for metrics lead to the health server`, async (t) => {
    const objects = await objectsOfMode(mode)
    const { selector, template } = workloadOf(objects).spec
    const [container] = template.spec.containers
    const { startupProbe, readinessProbe, livenessProbe } = container
    await using server = await healthServer()
    for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe]) {
      t.is(httpGet.port, 'health')
      const { status } = await fetch(`http://127.0.0.1:${server.port}${httpGet.path}`)
      t.is(status, 200, httpGet.path)
    }
    t.deepEqual(container.ports, [{ containerPort: 9902, name: 'health' }])
    const service = theOne<Service>(objects, 'Service')
    t.is(service.spec.ports[0].targetPort, 'health')
    t.deepEqual(service.spec.selector, selector.matchLabels)
    t.like(template.metadata.labels, selector.matchLabels)
  })
}

async function healthServer() {
  const server = await startHealthServer({
    address: '127.0.0.1',
    port: 0,
    readiness: { state: () => 'ready' },
    metrics: createMetrics(),
  })
  return { port: server.port, [Symbol.asyncDispose]: () => server.close() }
}
