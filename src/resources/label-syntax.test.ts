import test from 'ava'
import { isLabelKey, isLabelValue } from './label-syntax.ts'

const sixtyThree = 'a'.repeat(63)
const longPrefix = `${'a.'.repeat(126)}b`

test('a label key is a name, with a DNS name and a slash before it or without', (t) => {
  const keys = ['env', 'a', '9', 'Team_1.x-y', sixtyThree, 'example.com/team', `${longPrefix}/x`]
  t.deepEqual(
    keys.filter((key) => !isLabelKey(key)),
    [],
  )
})

test('what Kubernetes refuses as a label key is none', (t) => {
  const names = [
    '',
    'a/b/c',
    'a b',
    '-a',
    'a-',
    '_a',
    '.a',
    'a.',
    'ä',
    'a\n',
    'env ',
    `${sixtyThree}a`,
  ]
  const prefixes = ['/', 'a/', '/a', 'A.com/a', 'a_b/c', '-a.com/x', 'a..b/x', 'https://a/b']
  const keys = names.concat(prefixes, `${longPrefix}a/x`)
  t.deepEqual(keys.filter(isLabelKey), [])
})

test('a label value may be empty, and else is as the name in a key', (t) => {
  const values = ['', 'a', 'Prod_1.x-y', sixtyThree]
  t.deepEqual(
    values.filter((value) => !isLabelValue(value)),
    [],
  )
  const others = ['a/b', 'a b', ' ', '-a', 'a-', 'a_', '.', 'ä', 'a\n', `${sixtyThree}a`]
  t.deepEqual(others.filter(isLabelValue), [])
})
