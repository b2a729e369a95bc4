import test from 'ava'
import type { ConfigMap, Secret } from '../../resources/core.ts'
import { emptySet } from '../../resources/resource-store.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { makeAuthority } from '../../testing/authority.ts'
import { makeKeyPair } from '../../testing/key-pair.ts'
import type { Reads } from '../incremental/reads.ts'
import { caBundleOf } from './ca-bundle-of.ts'

const path = 'spec.validation.caCertificateRefs[0]'
const reference = {
  group: '',
  kind: 'ConfigMap',
  namespace: 'shop',
  name: 'authorities',
  from: 'shop',
}
const ofSecret = { ...reference, kind: 'Secret' }

test('a ConfigMap gives the certificates of its key ca.crt, the same object each time', async (t) => {
  const [one, other] = [await makeAuthority('one'), await makeAuthority('other')]
  const reads = readsOf(
    configMap({ 'ca.crt': `# two\n${one.certificate}\n\n${other.certificate}` }),
  )
  const answer = caBundleOf(reads, path, reference)
  if (!('bundle' in answer)) return t.fail(answer.problem.message)
  t.is(answer.bundle.name, 'configmap/shop/authorities')
  t.is(answer.bundle.certificates.match(/BEGIN CERTIFICATE/g)?.length, 2)
  t.deepEqual(answer.warnings, [])
  const again = caBundleOf(reads, path, reference)
  t.is('bundle' in again && again.bundle, answer.bundle)
})

test('of a Secret nothing but certificates gets into the bundle', async (t) => {
  const { certificate } = await makeAuthority('one')
  const { key } = await makeKeyPair(['shop'])
  const answer = caBundleOf(readsOf(secret(certificate + key)), path, ofSecret)
  if (!('bundle' in answer)) return t.fail(answer.problem.message)
  t.is(answer.bundle.name, 'secret/shop/authorities')
  t.false(answer.bundle.certificates.includes('PRIVATE'))
})

test('a certificate that is signed by itself vouches for itself', async (t) => {
  const { certificate } = await makeKeyPair(['cart.example.com'])
  t.true('bundle' in caBundleOf(readsOf(configMap({ 'ca.crt': certificate })), path, reference))
})

test('an authority that is past its end, or not yet valid, is warned about', async (t) => {
  const expired = await makeAuthority('old', {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2021-01-01'),
  })
  const future = await makeAuthority('new', {
    notBefore: new Date('2098-01-01'),
    notAfter: new Date('2099-01-01'),
  })
  const reads = readsOf(configMap({ 'ca.crt': expired.certificate + future.certificate }))
  const answer = caBundleOf(reads, path, reference)
  t.deepEqual('bundle' in answer && answer.warnings, [
    `Warning: ${path}: a CA certificate of ConfigMap shop/authorities expired at 2021-01-01T00:00:00.000Z; renew it. Certificates that it signed are refused`,
    `Warning: ${path}: a CA certificate of ConfigMap shop/authorities is not valid before 2098-01-01T00:00:00.000Z. Until then, certificates that it signed are refused`,
  ])
})

test('authorities with no line break between them are all read', async (t) => {
  const [one, other] = [await makeAuthority('one'), await makeAuthority('other')]
  const text = one.certificate.trim() + other.certificate.trim()
  const answer = caBundleOf(readsOf(configMap({ 'ca.crt': text })), path, reference)
  if (!('bundle' in answer)) return t.fail(answer.problem.message)
  t.is(answer.bundle.certificates.match(/^-----BEGIN CERTIFICATE-----$/gm)?.length, 2)
})

test('an authority whose key is below the security level of TLS is warned about', async (t) => {
  const root = await makeAuthority('root')
  const short = await root.intermediate('short', { bits: 1024 })
  const answer = caBundleOf(
    readsOf(configMap({ 'ca.crt': root.certificate + short.certificate })),
    path,
    reference,
  )
  t.deepEqual('bundle' in answer && answer.warnings, [
    `Warning: ${path}: a CA certificate of ConfigMap shop/authorities cannot be used: its key is too short (ERR_SSL_EE_KEY_TOO_SMALL); renew it. Certificates that it signed are refused`,
  ])
})

test('an authority with a weak signature on it vouches, and is not warned about', async (t) => {
  const root = await makeAuthority('root')
  const weak = await root.intermediate('weak', { hash: 'SHA-1' })
  const answer = caBundleOf(readsOf(configMap({ 'ca.crt': weak.certificate })), path, reference)
  t.deepEqual('bundle' in answer && answer.warnings, [])
})

test('a list of revoked certificates beside an authority is told to be unread', async (t) => {
  const { certificate } = await makeAuthority('one')
  const text = `${certificate}\n-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n`
  const answer = caBundleOf(readsOf(configMap({ 'ca.crt': text })), path, reference)
  t.deepEqual('bundle' in answer && answer.warnings, [
    `Warning: ${path}: ConfigMap shop/authorities has a certificate revocation list (X509 CRL) in "ca.crt", which has no effect; remove it. Revoked certificates are still accepted`,
  ])
})

for (const type of ['TRUSTED CERTIFICATE', 'PKCS7'])
  test(`a block of type ${type} beside an authority is told`, async (t) => {
    const [one, other] = [await makeAuthority('one'), await makeAuthority('other')]
    const text = one.certificate + '\n' + other.certificate.replaceAll('CERTIFICATE', type)
    const answer = caBundleOf(readsOf(configMap({ 'ca.crt': text })), path, reference)
    t.is(
      'problem' in answer ? answer.problem.message : '',
      `${path}: ConfigMap shop/authorities has a PEM block of type ${type} in "ca.crt", which is not supported; use blocks of type CERTIFICATE`,
    )
  })

const refuses = test.macro(
  async (
    t,
    make: () => Promise<ConfigMap | Secret | undefined> | ConfigMap | Secret | undefined,
    ref: typeof reference,
    [mistake, message]: readonly ['kind' | 'bundle', RegExp],
  ) => {
    const answer = caBundleOf(readsOf(await make()), path, ref)
    if (!('problem' in answer)) return t.fail('it was taken')
    t.is(answer.problem.mistake, mistake)
    t.regex(answer.problem.message, message)
    t.true(answer.problem.message.startsWith(`${path}: `))
    t.notRegex(answer.problem.message, /hunter2/)
  },
)

test(
  'another kind is refused by name',
  refuses,
  () => undefined,
  { ...reference, group: 'apps', kind: 'Deployment' },
  ['kind', /kind Deployment\.apps is not supported .* ConfigMap or a Secret/],
)
test(
  'a kind of the right name in another group is refused',
  refuses,
  () => undefined,
  { ...reference, group: 'example.com' },
  ['kind', /kind ConfigMap\.example\.com is not supported/],
)
test('an object that is not there is told', refuses, () => undefined, reference, [
  'bundle',
  /ConfigMap shop\/authorities does not exist; create a ConfigMap/,
])
test('a missing key is told', refuses, () => configMap({ 'tls.crt': 'hunter2' }), reference, [
  'bundle',
  /ConfigMap shop\/authorities has no key "ca\.crt"/,
])
test('garbage is refused and not quoted', refuses, () => secret('hunter2'), ofSecret, [
  'bundle',
  /Secret shop\/authorities has no PEM certificate in "ca\.crt"/,
])
test(
  'a Secret of a type that no cluster gives away is refused',
  refuses,
  () => secret('hunter2', 'Opaque'),
  ofSecret,
  ['bundle', /has type Opaque, and only Secrets of type kubernetes\.io\/tls are read/],
)
test(
  'one bad block among good ones is counted',
  refuses,
  async () => {
    const { certificate } = await makeAuthority('one')
    const bad = '-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n'
    return configMap({ 'ca.crt': certificate + bad })
  },
  reference,
  ['bundle', /has 2 PEM blocks in "ca\.crt", and number 2 is not a certificate/],
)
test(
  'a block that is cut short is told, whatever stands before it',
  refuses,
  async () => {
    const [one, other] = [await makeAuthority('one'), await makeAuthority('other')]
    return configMap({ 'ca.crt': one.certificate + other.certificate.slice(0, 150) })
  },
  reference,
  ['bundle', /has an incomplete PEM block in "ca\.crt" besides 1 complete ones/],
)
test(
  'a certificate that an authority signed is not the authority',
  refuses,
  async () => {
    const authority = await makeAuthority('one')
    const { certificate } = await authority.issue(['cart.example.com'])
    return configMap({ 'ca.crt': certificate })
  },
  reference,
  ['bundle', /no CA certificate.*put the certificate of that CA there/],
)

function configMap(data: Record<string, string>): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }
}

function secret(text: string, type = 'kubernetes.io/tls'): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type,
    data: { 'ca.crt': new SealedText(text) },
  }
}

const metadata = { namespace: 'shop', name: 'authorities' }

/** The one object, as of the day of the test. */
function readsOf(holder: ConfigMap | Secret | undefined): Pick<Reads, 'get' | 'isPast' | 'look'> {
  return {
    get: (kind, key) => {
      if (!holder || kind !== holder.kind || key !== 'shop/authorities') return undefined
      // It is of the kind that was asked for; TypeScript can't see it through the type parameter.
      return holder as never
    },
    isPast: (timeMs) => timeMs < Date.now(),
    look: (what) => what(emptySet()),
  }
}
