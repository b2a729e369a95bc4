import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { eventually } from '../../testing/eventually.ts'
import { runProgram, startProgram } from '../../testing/cli/program.ts'

async function startEcho(t: ExecutionContext, ...args: readonly string[]) {
  const flags = ['echo', '--port=0', '--control-port=0', '--service=cart', '--pod-name=cart-1']
  const program = startProgram(t, [...flags, ...args])
  const out = await program.printed(/answers on port \d+, control on \d+\n/)
  const [, port, control] = /port (\d+), control on (\d+)/.exec(out) ?? []
  return { program, port: Number(port), control: `http://127.0.0.1:${control}` }
}

test('it says who it is, and counts what it received', async (t) => {
  const { port, control } = await startEcho(t)
  const answer = await fetch(`http://127.0.0.1:${port}/a?b=c&d`)
  const who = { namespace: 'default', service: 'cart', pod: 'cart-1' }
  t.like(await answer.json(), { ...who, path: '/a?b=c&d' })
  const received = async (target: string): Promise<string> =>
    (await fetch(`${control}/received?target=${encodeURIComponent(target)}`)).text()
  t.is(await received('/a?b=c&d'), '1\n')
  t.is(await received('/a'), '0\n')
})

test('its readiness is set from outside', async (t) => {
  const { control } = await startEcho(t)
  const ready = async (): Promise<number> => (await fetch(`${control}/readyz`)).status
  const set = async (query: string): Promise<number> =>
    (await fetch(`${control}/readyz${query}`, { method: 'PUT' })).status
  t.is(await ready(), 200)
  t.is(await set('?ready=false'), 200)
  t.is(await ready(), 503)
  t.is(await set('?ready=true'), 200)
  t.is(await ready(), 200)
  t.is(await set('?ready=perhaps'), 400)
  t.is((await fetch(`${control}/other`)).status, 404)
})

test('after SIGTERM it is not ready, and answers a while yet, with Connection: close', async (t) => {
  const { program, port, control } = await startEcho(t, '--drain-delay=1m')
  program.child.kill('SIGTERM')
  await program.printed(/Draining/)
  t.is((await fetch(`${control}/readyz`)).status, 503)
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  t.is(answer.status, 200)
  t.is(answer.headers.get('connection'), 'close')
})

test('what is being answered at the end gets its answer; an idle connection ends', async (t) => {
  const { program, port, control } = await startEcho(t, '--drain-delay=0')
  const idle = new http.Agent({ keepAlive: true })
  t.teardown(() => idle.destroy())
  const slow = http.get({ host: '127.0.0.1', port, path: '/?delay=400ms', agent: false })
  // Listened for at once: it may come while the other is on its way.
  const answered = once(slow, 'response') as Promise<[http.IncomingMessage]>
  await eventually(async () => {
    const answer = await fetch(`${control}/received?target=${encodeURIComponent('/?delay=400ms')}`)
    if ((await answer.text()) !== '1\n') throw new Error('not received yet')
  })
  const first = http.get({ host: '127.0.0.1', port, path: '/', agent: idle })
  const [head] = (await once(first, 'response')) as [http.IncomingMessage]
  await text(head)
  program.child.kill('SIGTERM')
  const [answer] = await answered
  t.is(answer.statusCode, 200)
  t.regex(await text(answer), /"path": "\/\?delay=400ms"/)
  t.is(await program.ended(), 0)
})

test('a port that is taken is one sentence', async (t) => {
  const { port } = await startEcho(t)
  const { code, errors } = await runProgram(t, ['echo', `--port=${port}`])
  t.is(code, 2)
  t.regex(errors, /^rauta: Cannot listen on port \d+ \(.*EADDRINUSE.*\): give another --port\.\n$/)
})
