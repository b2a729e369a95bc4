import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { earlierGatewayApiVersion, gatewayApiVersion } from '../src/status/gateway-api-version.ts'
import { pinnedVersions } from '../tools/generate/crds.ts'
import { modFileOf, suiteFolder } from './suite-binary.ts'
import { assertVersion, groupImages, imagesIn } from './suite-images.ts'

const manifest = `
      containers:
        - image: registry.k8s.io/coredns/coredns:v1.12.2
          name: coredns
        - name: echo
          image: registry.k8s.io/gateway-api/conformance/echo-basic:v0.2.0
`

test('images are read from manifests, each once', (t) => {
  t.deepEqual(imagesIn([manifest, manifest]), [
    'registry.k8s.io/coredns/coredns:v1.12.2',
    'registry.k8s.io/gateway-api/conformance/echo-basic:v0.2.0',
  ])
})

test('all tags of one program are one image', (t) => {
  const echo = 'registry.k8s.io/gateway-api/echo-basic'
  const groups = groupImages([`${echo}:v1.5.1`, `${echo}:v1.6.0-dev.3`, ...imagesIn([manifest])])
  t.deepEqual(
    groups.map(({ names }) => names.length),
    [3, 1],
  )
})

test('an image that nobody builds here is named', (t) => {
  t.throws(() => groupImages(['registry.k8s.io/gateway-api/echo-basic-not:v1']), {
    message: /not built here: registry\.k8s\.io\/gateway-api\/echo-basic-not:v1/,
  })
})

test('the suite’s modules are of the version whose CRDs are installed', async (t) => {
  for (const version of pinnedVersions) {
    const file = join(suiteFolder, modFileOf(version) ?? 'go.mod')
    const text = await readFile(file, 'utf8')
    for (const module of ['sigs.k8s.io/gateway-api', 'sigs.k8s.io/gateway-api/conformance'])
      t.true(text.includes(`\t${module} ${version}\n`), module)
  }
  t.deepEqual(pinnedVersions, [gatewayApiVersion, earlierGatewayApiVersion])
})

test('coredns is built at the version that the suite names, or not at all', async (t) => {
  const coredns = { package: 'github.com/coredns/coredns', isTaggedByVersion: true }
  const goMod = await readFile(join(import.meta.dirname, 'coredns/go.mod'), 'utf8')
  t.notThrows(() => assertVersion(coredns, ['registry.k8s.io/coredns/coredns:v1.12.2'], goMod))
  t.throws(() => assertVersion(coredns, ['registry.k8s.io/coredns/coredns:v1.13.0'], goMod), {
    message: /names .*:v1\.13\.0, and go\.mod has github\.com\/coredns\/coredns v1\.12\.2/,
  })
})
