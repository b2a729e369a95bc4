import test from 'ava'
import { makeAuthority } from '../../testing/authority.ts'
import { namesOfCertificate } from './overlapping-certificates.ts'

const authority = await makeAuthority('Test')

async function namesAmong(...names: readonly string[]): Promise<readonly string[]> {
  const { certificate, key } = await authority.issue(names)
  return namesOfCertificate({
    name: 'secret/shop/tls',
    certificateChain: `what a tool wrote\n${certificate}${authority.certificate}`,
    privateKey: { reveal: () => key },
  })
}

test('names of a certificate are its DNS names and addresses, lower case', async (t) => {
  t.deepEqual(
    await namesAmong('Shop.example', '*.Shop.example', 'spiffe://a/b', '192.0.2.7', '2001:db8::1'),
    ['shop.example', '*.shop.example', '192.0.2.7', '2001:db8:0:0:0:0:0:1'],
  )
})

test('a name that looks like two is none of both', async (t) => {
  const names = await namesAmong('a.example, DNS:victim.example', 'b.example')
  t.false(names.includes('victim.example'))
  t.true(names.includes('b.example'))
})

test('the subject of a certificate is none of its names', async (t) => {
  const { certificate } = await makeAuthority('shop.example')
  const privateKey = { reveal: () => '' }
  t.deepEqual(
    namesOfCertificate({ name: 'secret/shop/tls', certificateChain: certificate, privateKey }),
    [],
  )
})
