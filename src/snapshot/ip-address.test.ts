import test from 'ava'
import * as fc from 'fast-check'
import { ipAddressOf, isSameAddress, textOf } from './ip-address.ts'

for (const [written, spoken] of [
  ['192.0.2.1', '192.0.2.1'],
  ['0.0.0.0', '0.0.0.0'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8::0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
  ['10:0:0:100:200:300:400:500', '10::100:200:300:400:500'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
] as const) {
  test(`${written} is ${spoken}`, (t) => {
    const address = ipAddressOf(written)
    t.is(address && textOf(address), spoken)
    t.true(isSameAddress(written, spoken))
  })
}

for (const text of [
  '',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  'fe80::1%eth0',
  '1::2::3',
  'gate',
  ' ::1',
])
  test(`"${text}" is no address`, (t) => {
    t.is(ipAddressOf(text), undefined)
    t.false(isSameAddress(text, text))
  })

test('an address of one family is none of the other', (t) => {
  t.false(isSameAddress('0.0.0.1', '::1'))
})

test('an address has one text, which is that of URLs, and the text is that address', (t) => {
  const ipv6 = fc.oneof(
    fc.ipV6(),
    fc
      .array(fc.constantFrom('0', '0', '1', 'ab'), { minLength: 8, maxLength: 8 })
      .map((groups) => groups.join(':')),
  )
  fc.assert(
    fc.property(ipv6, (written) => {
      const address = ipAddressOf(written)
      if (!address) return t.fail(written)
      t.is(`[${textOf(address)}]`, new URL(`http://[${written}]`).hostname)
      t.deepEqual(ipAddressOf(textOf(address)), address)
    }),
  )
  fc.assert(
    fc.property(fc.ipV4(), (written) => {
      const address = ipAddressOf(written)
      t.is(address && textOf(address), written)
    }),
  )
})
