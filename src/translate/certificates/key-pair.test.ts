import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import test from 'ava'
import type { Secret } from '../../resources/core.ts'
import { SealedText } from '../../resources/sealed-text.ts'
import { contextOptions, whyRefused } from '../../snapshot/tls-context.ts'
import { makeAuthority } from '../../testing/authority.ts'
import { makeKeyPair, type TestKeyPair } from '../../testing/key-pair.ts'
import { keyPairOf } from './key-pair.ts'
import { privateKeyIn } from './private-key.ts'

const root = await makeAuthority('root')
const middle = await root.intermediate('middle')
const chained = await middle.issue(['shop.example.com'])
const [leafBlock = '', middleBlock = ''] = blocksOf(chained.certificate)

const weak = await root.intermediate('weak', { hash: 'SHA-1' })
const short = await root.intermediate('short', { bits: 1024 })
const below: readonly (readonly [string, TestKeyPair, string])[] = [
  [
    'a leaf with a signature of SHA-1',
    await root.issue(['shop.example.com'], { hash: 'SHA-1' }),
    'number 1) in "tls.crt" that TLS rejects: its signature is too weak (ecdsa-with-SHA1)',
  ],
  [
    'an intermediate with a signature of SHA-1',
    await weak.issue(['shop.example.com']),
    'number 2) in "tls.crt" that TLS rejects: its signature is too weak (ecdsa-with-SHA1)',
  ],
  [
    'an intermediate with an RSA key of 1024 bits',
    await short.issue(['shop.example.com']),
    'number 2) in "tls.crt" that TLS rejects: its key is too short (ERR_SSL_EE_KEY_TOO_SMALL)',
  ],
  [
    'one more intermediate that is too weak',
    await (await weak.intermediate('third')).issue(['shop.example.com']),
    'number 3) in "tls.crt" that TLS rejects: its signature is too weak (ecdsa-with-SHA1)',
  ],
]

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
      'has an RSA key of 4104 bits in "tls.key", which makes each handshake too slow; use one of up to 4096 bits, or an EC key',
  })
})

test('an RSA key that no TLS context takes is refused', async (t) => {
  const { certificate } = await makeKeyPair(['shop.example.com'])
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const pair = keyPairOf(secretOf({ certificate, key }))
  t.regex('mistake' in pair ? pair.mistake : '', /RSA key of 1024 bits.*use one of 2048/)
})

for (const [what, chain] of [
  ['no line break between its blocks', leafBlock + middleBlock],
  ['spaces between its blocks', `${leafBlock}  ${middleBlock}`],
  ['words around its blocks', `# leaf\n${leafBlock} and ${middleBlock} the end`],
  ['line ends of Windows', `${leafBlock}\n${middleBlock}\n`.replaceAll('\n', '\r\n')],
  [
    'a block by its old name',
    `${leafBlock}\n${middleBlock}`.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
  ],
] as const)
  test(`a chain with ${what} is served whole`, (t) => {
    const pair = keyPairOf(secretOf({ certificate: chain, key: chained.key }))
    if (!('certificate' in pair)) return t.fail(pair.mistake)
    const served = blocksOf(pair.certificate.certificateChain)
    t.deepEqual(served.map(asDer), [leafBlock, middleBlock].map(asDer))
    t.is(whyRefused(contextOptions([pair.certificate])), undefined)
  })

for (const [what, chain] of [
  ['after its beginning', `${leafBlock}\n-----BEGIN CERTIFICATE-----`],
  ['in the middle', `${leafBlock}\n${middleBlock.slice(0, 200)}`],
  ['amid its last line', `${leafBlock}\n${middleBlock.slice(0, -3)}`],
  ['amid its first line', `${leafBlock}\n${middleBlock.slice(0, 20)}`],
  ['before its last line, and another follows', `${middleBlock.slice(0, 200)}\n${leafBlock}`],
  ['at its head', `${leafBlock}\n${middleBlock.slice(200)}`],
] as const)
  test(`a chain with a block that is cut short ${what} is refused`, (t) => {
    const pair = keyPairOf(secretOf({ certificate: chain, key: chained.key }))
    t.deepEqual(pair, {
      mistake:
        'has an incomplete PEM block in "tls.crt" besides 1 complete ones; store the whole file',
    })
  })

test('a key behind its parameters is served, with or without a line break between', (t) => {
  const key = chained.key.trim()
  const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----'
  for (const between of ['\n', '', ' ']) {
    const pair = keyPairOf(secretOf({ ...chained, key: parameters + between + key }))
    if (!('certificate' in pair)) return t.fail(pair.mistake)
    t.is(whyRefused(contextOptions([pair.certificate])), undefined)
  }
})

for (const [what, pair, says] of below)
  test(`a chain with ${what} is refused before it is served`, (t) => {
    const found = keyPairOf(secretOf(pair))
    t.deepEqual(found, {
      mistake: `has a certificate (${says}; renew it with a SHA-256 signature and an RSA key of 2048 bits or an EC key`,
    })
  })

test('a key that TLS has no signature for is refused', async (t) => {
  const { certificate } = await makeKeyPair(['shop.example.com'])
  for (const [pair, type] of [
    [generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), 'ec secp256k1'],
    [generateKeyPairSync('ec', { namedCurve: 'secp224r1' }), 'ec secp224r1'],
    [generateKeyPairSync('ec', { namedCurve: 'brainpoolP320r1' }), 'ec brainpoolP320r1'],
    [generateKeyPairSync('x25519'), 'x25519'],
  ] as const) {
    const key = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
    t.deepEqual(keyPairOf(secretOf({ certificate, key })), {
      mistake: `has a key of type ${type} in "tls.key", which TLS does not support; use an EC key on P-256, or an RSA key of 2048 bits`,
    })
  }
})

test('a key of RSA-PSS is refused where its parameters bar all signatures of TLS', async (t) => {
  for (const [hashAlgorithm, mayServe] of [
    ['sha1', false],
    ['sha224', false],
    ['sha256', true],
    ['sha512', true],
  ] as const) {
    const { privateKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm,
      mgf1HashAlgorithm: hashAlgorithm,
    })
    const found = privateKeyIn(String(privateKey.export({ type: 'pkcs8', format: 'pem' })))
    t.is('key' in found, mayServe, hashAlgorithm)
  }
})

test('a key with a passphrase is told as such', (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const sealing = { cipher: 'aes-256-cbc', passphrase: 'hunter2', format: 'pem' } as const
  for (const type of ['pkcs8', 'sec1'] as const) {
    const pem = String(privateKey.export({ type, ...sealing }))
    t.deepEqual(privateKeyIn(pem), {
      mistake:
        'has a key with a passphrase in "tls.key", and Rauta does not know the passphrase; store the key without one (openssl pkey -in FILE)',
    })
  }
})

for (const type of ['TRUSTED CERTIFICATE', 'PKCS7'])
  test(`a chain with a block of type ${type} is refused`, (t) => {
    const certificate = `${leafBlock}\n${middleBlock.replaceAll('CERTIFICATE', type)}`
    t.deepEqual(keyPairOf(secretOf({ certificate, key: chained.key })), {
      mistake: `has a PEM block of type ${type} in "tls.crt", which is not supported; use blocks of type CERTIFICATE`,
    })
  })

function blocksOf(pem: string): readonly string[] {
  return pem.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? []
}

function asDer(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64')
}

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
