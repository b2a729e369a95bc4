import test from 'ava'
import { colours } from '../../observe/log/colours.ts'
import { durationOption, portOffsetOption } from './option-parsers.ts'
import { formatSocketAddress, parseSocketAddress } from '../../gateway/words/socket-address.ts'
import { textTable } from '../../observe/log/text-table.ts'
import { isOlder } from './versions.ts'

test('a socket address is ADDRESS:PORT, IPv6 in brackets', (t) => {
  t.deepEqual(parseSocketAddress('127.0.0.1:9901'), { address: '127.0.0.1', port: 9901 })
  t.deepEqual(parseSocketAddress('[::1]:0'), { address: '::1', port: 0 })
  for (const text of ['127.0.0.1:9901', '[::1]:80'])
    t.is(formatSocketAddress(parseSocketAddress(text)!), text)
  const wrong = ['', '9901', ':9901', '127.0.0.1', '::1:80', '[127.0.0.1]:80', 'localhost:80']
  for (const text of [...wrong, '127.0.0.1:65536', '127.0.0.1:-1', '127.0.0.1:80 '])
    t.is(parseSocketAddress(text), undefined, text)
})

test('a duration has a unit, seconds if none is written', (t) => {
  t.deepEqual(
    ['10', '10s', '500ms', '2m', '0'].map(durationOption),
    [10_000, 10_000, 500, 120_000, 0],
  )
  for (const text of ['', '-1', '1h', '1.5s', '10 s'])
    t.throws(() => durationOption(text), { message: /for example 10s/ }, text)
})

test('a port offset is a whole number that leaves room for a port', (t) => {
  t.is(portOffsetOption('0'), 0)
  for (const text of ['-1', '65536', '1e3', ''])
    t.throws(() => portOffsetOption(text), { message: /0 to 65535/ }, text)
})

test('versions compare by their numbers', (t) => {
  t.true(isOlder('v24.21.0', '26.10.0'))
  t.true(isOlder('v26.9.0', '26.10.0'))
  t.false(isOlder('v26.10.0', '26.10.0'))
  t.false(isOlder('v26.10.1', '26.10.0'))
  t.false(isOlder('v30.0.0', '26.10.0'))
})

test('columns line up, colours or not', (t) => {
  const rows = [
    [colours.red('a'), 'b', ''],
    ['ccc', 'd', 'e'],
  ]
  t.deepEqual(textTable(rows), [`${colours.red('a')}    b`, 'ccc  d  e'])
})
