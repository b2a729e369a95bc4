import test from 'ava'
import { supportedVersion } from './supported-version.ts'

const crd = (plural: string, bundleVersion?: string, channel = 'standard') => ({
  name: `${plural}.gateway.networking.k8s.io`,
  channel,
  ...(bundleVersion === undefined ? {} : { bundleVersion }),
})

for (const version of ['v1.7.0', 'v1.7.9', 'v1.7.1-rc.1', 'v1.6.0', 'v1.6.3'])
  test(`CRDs of ${version} are supported`, (t) => {
    t.like(supportedVersion([crd('gateways', version), crd('httproutes', 'v1.7.0')]), {
      status: 'True',
      reason: 'SupportedVersion',
    })
  })

const others: readonly (readonly [version: string | undefined, says: RegExp])[] = [
  [
    'v1.5.1',
    /httproutes is not supported: v1\.5\.1 \(standard channel\); .* Gateway API v1\.7\.0 /,
  ],
  ['v1.8.0', /not supported: v1\.8\.0/],
  ['v1.60.0', /not supported: v1\.60\.0/],
  ['v2.6.1', /not supported: v2\.6\.1/],
  ['main', /not supported: "main" \(standard channel\)/],
  [
    undefined,
    /not supported: no version \(the annotation gateway\.networking\.k8s\.io\/bundle-version is missing\)/,
  ],
]

for (const [version, says] of others)
  test(`a CRD of ${version ?? 'no version'} is not supported, and both versions are told`, (t) => {
    const { status, reason, message } = supportedVersion([
      crd('gateways', 'v1.7.0'),
      crd('httproutes', version),
    ])
    t.deepEqual([status, reason], ['False', 'UnsupportedVersion'])
    t.regex(message, says)
    t.notRegex(message, /gateways/)
    t.regex(message, /install the CRDs of v1\.7\.0/)
  })

test('versions and channels of the CRDs are told where they are supported, too', (t) => {
  const crds = [crd('gateways', 'v1.6.0'), crd('tcproutes', 'v1.6.1', 'experimental')]
  const { message } = supportedVersion(crds)
  t.regex(
    message,
    /have version v1\.6\.0 \(standard channel\) and v1\.6\.1 \(experimental channel\)\. /,
  )
})

test('what could not be looked at is not known', (t) => {
  const { status, reason, message } = supportedVersion({ unknown: 'nobody may' })
  t.deepEqual([status, reason], ['Unknown', 'Pending'])
  t.regex(message, /is unknown: nobody may\. Rauta reads objects as Gateway API v1\.7\.0/)
  t.is(supportedVersion([]).status, 'Unknown')
})

test('with no cluster the version is that of the schemas', (t) => {
  t.is(supportedVersion(undefined).status, 'True')
})
