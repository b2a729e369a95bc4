import { generateKeyPairSync } from 'node:crypto'
import test from 'ava'
import type { Secret } from '../../resources/core.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { makeKeyPair } from '../../test-key-pair.ts'
import { keyPairOf } from './key-pair.ts'

test('the same Secret gives the same pair', async (t) => {
  const secret = secretOf(await makeKeyPair(['shop.example.com']))
  const pair = keyPairOf(secret)
  t.true('certificate' in pair && pair.certificate.name === 'secret/shop/tls')
  t.is(keyPairOf(secret), pair)
})

test('an RSA key of a usual size is served', async (t) => {
  t.true('certificate' in keyPairOf(secretOf(await makeKeyPair(['a.example'], { keyType: 'rsa' }))))
})

test('an RSA key that makes handshakes slow for all is refused', async (t) => {
  const { certificate } = await makeKeyPair(['shop.example.com'])
  t.deepEqual(keyPairOf(secretOf({ certificate, key: largeKey() })), {
    mistake:
      'has in "tls.key" an RSA key of 4104 bits, which would keep everybody waiting at each handshake; use one of up to 4096, or an EC key',
  })
})

test('an RSA key that no TLS context takes is refused', async (t) => {
  const { certificate } = await makeKeyPair(['shop.example.com'])
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const pair = keyPairOf(secretOf({ certificate, key }))
  t.regex('mistake' in pair ? pair.mistake : '', /RSA key of 1024 bits.*use one of 2048/)
})

/** Nobody looks for primes that long in a test: any numbers do, since its length is asked first. */
function largeKey(): string {
  const long = Buffer.alloc(513, 0xff)
  const half = Buffer.alloc(257, 0xff)
  const numbers = [Buffer.of(0), long, Buffer.of(1, 0, 1), long, half, half, half, half, half]
  const der = element(0x30, Buffer.concat(numbers.map((number) => element(0x02, positive(number)))))
  return `-----BEGIN RSA PRIVATE KEY-----\n${der.toString('base64')}\n-----END RSA PRIVATE KEY-----\n`
}

function positive(number: Buffer): Buffer {
  return number[0]! > 0x7f ? Buffer.concat([Buffer.of(0), number]) : number
}

/** DER: type, length in two bytes, content. */
function element(type: number, content: Buffer): Buffer {
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.of(type, ...length), content])
}

function secretOf({ certificate, key }: { certificate: string; key: string }): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: 'tls' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': new SealedText(certificate), 'tls.key': new SealedText(key) },
  }
}
