import test from 'ava'
import { readAuthority } from './authority.ts'

const accepted = test.macro({
  exec(t, raw: string, hostname: string) {
    t.deepEqual(readAuthority(raw), { authority: raw, hostname })
  },
  title: (_, raw, hostname) => `${raw} is the host ${hostname}`,
})

test(accepted, 'a.test', 'a.test')
test(accepted, 'A.Test:8080', 'a.test')
test(accepted, 'a.test.', 'a.test')
test(accepted, 'a.test.:80', 'a.test')
test(accepted, 'a_b.test', 'a_b.test')
test(accepted, '127.0.0.1:80', '127.0.0.1')
test(accepted, '[::1]', '[::1]')
test(accepted, '[2001:DB8::1]:443', '[2001:db8::1]')
test(accepted, '[::ffff:1.2.3.4]:65535', '[::ffff:1.2.3.4]')

const refused = test.macro({
  exec(t, raw: string) {
    t.is(readAuthority(raw), undefined)
  },
  title: (_, raw) => `${JSON.stringify(raw)} is no authority`,
})

for (const raw of [
  '',
  '.',
  ':80',
  'a:',
  'a:x',
  'a:65536',
  'a:123456',
  'a:80:80',
  'user@a.test',
  'user:word@a.test',
  'a, b',
  'a b',
  'a/b',
  'a b/@:x',
  'a?b',
  'a#b',
  'a\\b',
  '.a',
  'a..b',
  'a..',
  'a%2eb',
  'é.test',
  '[::1',
  '::1',
  '[::g]',
  '[1.2.3.4]',
  '[fe80::1%eth0]',
  '[::1]x',
  'a\u0000',
  'a'.repeat(256),
]) {
  test(refused, raw)
}
