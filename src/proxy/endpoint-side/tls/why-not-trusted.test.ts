// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import test from 'ava'
import { makeAuthority } from '../../../testing/authority.ts'
import type { BackendTls } from '../../../snapshot/routing-snapshot.ts'
import { subjectAltNames } from './subject-alt-names.ts'
import { whyNotTrusted } from './why-not-trusted.ts'

const authority = makeAuthority('an authority')

type Names = BackendTls['subjectAltNames']

const verdict = test.macro(
  async (t, has: readonly string[], wanted: Names | string, isTrusted: boolean) => {
    const { certificate } = await (await authority).issue(has)
    const tls: BackendTls =
      typeof wanted === 'string'
        ? { hostname: wanted, subjectAltNames: [], trust: 'System' }
        : { hostname: 'unused.example', subjectAltNames: wanted, trust: 'System' }
    const problem = whyNotTrusted(new X509Certificate(certificate), tls)
    t.is(problem === undefined, isTrusted, problem)
  },
)
const dns = (value: string): Names => [{ type: 'Hostname', value }]
const uri = (value: string): Names => [{ type: 'URI', value }]

test('a hostname is met by itself', verdict, ['a.example.com'], 'a.example.com', true)
test('in any case', verdict, ['A.Example.com'], 'a.example.com', true)
test('not by a part of it', verdict, ['example.com'], 'a.example.com', false)
test('not by what begins with it', verdict, ['a.example.com.evil.example'], 'a.example.com', false)
test('a wildcard stands for one label', verdict, ['*.example.com'], 'a.example.com', true)
test('not for two', verdict, ['*.example.com'], 'b.a.example.com', false)
test('not for none', verdict, ['*.example.com'], 'example.com', false)
test('not for a part of one', verdict, ['a*.example.com'], 'ab.example.com', false)
test('a URI is no hostname', verdict, ['https://a.example.com'], 'a.example.com', false)
test('of several names one is enough', verdict, ['b.example', 'a.example'], 'a.example', true)
test('a wanted name is met', verdict, ['a.example'], dns('a.example'), true)
test('a wanted wildcard is met by itself', verdict, ['*.example.com'], dns('*.example.com'), true)
test('and by one label', verdict, ['a.example.com'], dns('*.example.com'), true)
test('and not by two', verdict, ['b.a.example.com'], dns('*.example.com'), false)
test('and not by none', verdict, ['example.com'], dns('*.example.com'), false)
test('a wanted URI is met exactly', verdict, ['spiffe://a/b'], uri('spiffe://a/b'), true)
test('not by its beginning', verdict, ['spiffe://a/b/c'], uri('spiffe://a/b'), false)
test('not in another case', verdict, ['spiffe://a/B'], uri('spiffe://a/b'), false)
test(
  'a name with a comma is one name',
  verdict,
  ['spiffe://a/b, DNS:a.example'],
  dns('a.example'),
  false,
)
test('and is met whole', verdict, ['spiffe://a/b, c'], uri('spiffe://a/b, c'), true)
test(
  'one of several wanted is enough',
  verdict,
  ['a.example'],
  [...uri('spiffe://a/b'), ...dns('a.example')],
  true,
)

test('the common name of a certificate without names counts for nothing', async (t) => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const nameless = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=a.example',
    signingAlgorithm: algorithm,
    keys,
  })
  const certificate = new X509Certificate(nameless.toString('pem'))
  const tls: BackendTls = { hostname: 'a.example', subjectAltNames: [], trust: 'System' }
  t.is(whyNotTrusted(certificate, tls), 'its certificate is for no name, not for a.example')
})

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

test('a line that is not understood gives no names from there on', (t) => {
  t.deepEqual(subjectAltNames('DNS:a, DNS:"b", what is this, DNS:c'), { dns: ['a', 'b'], uri: [] })
  t.deepEqual(subjectAltNames('DNS:"a'), { dns: [], uri: [] })
  t.deepEqual(subjectAltNames(undefined), { dns: [], uri: [] })
})
