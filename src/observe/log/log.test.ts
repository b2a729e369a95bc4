import test from 'ava'
import { SealedText } from '../../resources/sealed-text.ts'
import { colours, coloursFor, noColours } from './colours.ts'
import { createJsonLog } from './json-log.ts'
import { createTextLog } from './text-log.ts'

const key = '-----BEGIN PRIVATE KEY-----'

function recorded() {
  const lines: string[] = []
  return { lines, writer: { write: (line: string) => lines.push(line) } }
}

test('a line of the log is one JSON object with time, level, message and the fields', (t) => {
  const { lines, writer } = recorded()
  createJsonLog(writer, 'info').info({ resource: 'httproute/shop/cart' }, 'route changed')
  const { time, ...rest } = JSON.parse(lines[0]!)
  t.regex(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  t.deepEqual(rest, { level: 'info', resource: 'httproute/shop/cart', message: 'route changed' })
})

test('levels below the one asked for are silent', (t) => {
  const { lines, writer } = recorded()
  for (const log of [createJsonLog(writer, 'warn'), createTextLog(writer, 'warn', noColours)]) {
    log.debug({}, 'debug')
    log.info({}, 'info')
    log.warn({}, 'warn')
    log.error({}, 'error')
  }
  t.is(lines.length, 4)
})

test('an error is logged with code, message, stack and cause', (t) => {
  const { lines, writer } = recorded()
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  createJsonLog(writer, 'info').error({ error: new Error('no connection', { cause }) }, 'failed')
  const { error } = JSON.parse(lines[0]!)
  t.like(error, { name: 'Error', message: 'no connection' })
  t.deepEqual(error.cause, { name: 'Error', code: 'ECONNREFUSED', message: 'refused' })
  t.regex(error.stack, /log\.test\.ts/)
})

test('an error of a connection is logged without a stack, and says what each address said', (t) => {
  const { lines, writer } = recorded()
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' })
  const both = Object.assign(new AggregateError([refused('::1:6443'), refused('127.0.0.1:6443')]), {
    code: 'ECONNREFUSED',
  })
  const message = 'connect ECONNREFUSED ::1:6443; connect ECONNREFUSED 127.0.0.1:6443'
  createJsonLog(writer, 'info').warn({ error: both }, 'failed')
  t.deepEqual(JSON.parse(lines[0]!).error, {
    name: 'AggregateError',
    code: 'ECONNREFUSED',
    message,
  })
  createTextLog(writer, 'info', noColours).warn({ error: both }, 'failed')
  t.true(lines[1]!.endsWith(`warning failed error=${message}`))
})

test('key material prints [redacted], wherever it stands in the fields', (t) => {
  const { lines, writer } = recorded()
  const fields = {
    secret: new SealedText(key),
    certificate: { name: 'secret/ns/a', privateKey: new SealedText(key) },
    list: [new SealedText(key)],
  }
  createJsonLog(writer, 'info').info(fields, 'certificate')
  createTextLog(writer, 'info', noColours).info(fields, 'certificate')
  t.is(lines.length, 2)
  for (const line of lines) {
    t.false(line.includes('PRIVATE KEY'))
    t.is(line.split('[redacted]').length, 4)
  }
})

test('no value can write a line of its own or move the cursor', (t) => {
  const { lines, writer } = recorded()
  const evil = 'a\n{"level":"error"}\u001b[2J\u009b2J\u2028\u202e\r'
  createJsonLog(writer, 'info').info({ name: evil }, 'a name')
  createTextLog(writer, 'info', noColours).info({ name: evil }, 'a name')
  t.is(JSON.parse(lines[0]!).name, evil)
  for (const line of lines) t.regex(line, /^[\u0020-\u007e]*$/)
})

test('text is short and says the facts', (t) => {
  const { lines, writer } = recorded()
  createTextLog(writer, 'info', noColours).warn({ port: 80, what: 'in use' }, 'no port')
  t.regex(lines[0]!, /^\d\d:\d\d:\d\d\.\d{3} warning no port port=80 what="in use"$/)
})

test('colour needs a terminal, and the absence of NO_COLOR', (t) => {
  t.is(coloursFor({ isTTY: true }, {}), colours)
  t.is(coloursFor({ isTTY: true }, { NO_COLOR: '1' }), noColours)
  t.is(coloursFor({ isTTY: true }, { TERM: 'dumb' }), noColours)
  t.is(coloursFor({}, {}), noColours)
})
