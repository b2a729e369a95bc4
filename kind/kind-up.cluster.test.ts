// `make kind-up` and `make kind-down` as a person runs them: what they print is carried out.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import test from 'ava'
import { useEngine } from './engines/engine.ts'
import { waitFor } from './wait-for.ts'
import { progressLines } from '../tools/progress.ts'
import { doesListen } from './does-listen.ts'
import { runCommand } from '../tools/run-command.ts'
import { type Ran, runProgram } from './test-program.ts'

const name = `rauta-up-${process.pid}`
const env = { KIND_CLUSTER: name, CLUSTER: 'k3s' }
const up = () => runProgram(join(import.meta.dirname, 'kind-up.ts'), env)
const down = () => runProgram(join(import.meta.dirname, 'kind-down.ts'), env)
const page = await readFile(join(import.meta.dirname, '../docs/how-to/kind.md'), 'utf8')
let first: Ran

test.serial.before(async () => {
  first = await up()
  if (first.code !== 0) throw new Error(first.stderr)
})

test.serial.after.always(async () => {
  await down()
})

test.serial('it says each step, with the seconds since the start', (t) => {
  t.log(first.stderr)
  const steps = first.stderr.trim().split('\n')
  t.true(steps.length >= 8)
  for (const step of steps) t.regex(step, /^ *\d+\.\d s {2}\S/)
})

test.serial('the printed curl line is answered by a pod of the example', async (t) => {
  const answer = JSON.parse(await runCommand('bash', ['-c', `${curlOf(first)} --silent`]))
  t.like(answer, { namespace: 'shop', service: 'cart', path: '/cart/items', host: 'shop.example' })
  t.regex(answer.pod, /^cart-/)
})

test.serial('the printed kubectl lines show what a user looks for', async (t) => {
  const lines = /^ {2}(export KUBECONFIG=.*)\n {2}(.*get gatewayclass,gateway,httproute -A)$/m.exec(
    first.stdout,
  )
  t.truthy(lines, first.stdout)
  const shown = await runCommand('bash', ['-c', `${lines?.[1]}\n${lines?.[2]}`])
  t.regex(shown, /gatewayclass\S*\/rauta +rauta\.dev\/gateway-controller +True/)
  t.regex(shown, /shop +gateway\S*\/front +rauta +\d+\.\d+\.\d+\.\d+ +True/)
  t.regex(shown, /shop +httproute\S*\/shop +\["shop\.example"\]/)
})

test.serial('the kubeconfig is for its owner’s eyes alone', async (t) => {
  const { mode } = await stat(kubeconfigOf(first))
  t.is(mode & 0o777, 0o600)
})

test.serial(
  'the next time is quick: the cluster is found, and no pod is started again',
  async (t) => {
    const before = await podsOf(first)
    const begun = performance.now()
    const second = await up()
    t.log(`${((performance.now() - begun) / 1000).toFixed(1)} s`)
    t.is(second.code, 0, second.stderr)
    t.is(curlOf(second), curlOf(first))
    t.regex(second.stderr, /cluster \S+ is there/)
    t.deepEqual(await podsOf(second), before)
  },
)

test.serial('the steps are those that docs/how-to/kind.md shows', (t) => {
  const steps = [...page.matchAll(/^ *\d+\.\d s {2}(.*)$/gm)].map(([, step]) => step ?? '')
  t.true(steps.length > 8)
  for (const step of steps.filter((one) => !one.includes('podman'))) {
    const pattern = step.split('…').map(RegExp.escape).join('.+')
    t.regex(first.stderr, new RegExp(` s {2}${pattern}$`, 'm'))
  }
})

test.serial('the commands of docs/how-to/kind.md work, in their order', async (t) => {
  const port = /:(\d+)\//.exec(curlOf(first))?.[1] ?? ''
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '')
  const commands = blocks.filter((block) => !/^(export|make) /.test(block))
  t.true(commands.length > 8)
  const where = {
    KUBECONFIG: kubeconfigOf(first),
    // The kubectl that kind-up offers where none is installed.
    PATH: `${process.env['PATH']}:${join(import.meta.dirname, '../.cache/kind')}`,
  }
  const options = { cwd: join(import.meta.dirname, '..'), env: where }
  for (const command of commands) {
    const script = `set -eo pipefail\n${command.replaceAll('PORT', port)}`
    await waitFor({
      what: command.trim(),
      timeoutMs: 15_000, // a change is live a moment after it was taken
      attempt: () => runCommand('bash', ['-c', script], options),
    })
    t.log(command.trim())
  }
})

test.serial('kind-down leaves nothing, and can be repeated', async (t) => {
  const { volumes, isThere } = await seenByEngine()
  t.true(isThere)
  t.true(volumes.length > 0)
  const { code, stderr } = await down()
  t.is(code, 0, stderr)
  const left = await seenByEngine()
  t.false(left.isThere)
  t.deepEqual(
    volumes.filter((volume) => left.volumes.includes(volume)),
    [],
  )
  await t.throwsAsync(stat(kubeconfigOf(first)), { code: 'ENOENT' })
  const port = Number(/:(\d+)\//.exec(curlOf(first))?.[1])
  t.false(await doesListen({ host: '127.0.0.1', port }))
  const again = await down()
  t.is(again.code, 0, again.stderr)
})

function curlOf({ stdout }: Ran): string {
  return /^ {2}(curl .*)$/m.exec(stdout)?.[1] ?? ''
}

function kubeconfigOf({ stdout }: Ran): string {
  return /export KUBECONFIG=(\S+)/.exec(stdout)?.[1] ?? ''
}

async function podsOf(ran: Ran): Promise<readonly string[]> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfigOf(ran))
  const { items } = await config.makeApiClient(CoreV1Api).listPodForAllNamespaces()
  return items.map(({ metadata }) => `${metadata?.name} ${metadata?.uid}`).toSorted()
}

/** Volumes of the container while it is there, else all that there are. */
async function seenByEngine(): Promise<{ isThere: boolean; volumes: readonly string[] }> {
  await using engine = await useEngine(progressLines())
  try {
    const { Mounts } = await engine.api.getContainer(name).inspect()
    const volumes = Mounts.filter(({ Type }) => Type === 'volume').map((mount) => mount.Name ?? '')
    return { isThere: true, volumes }
  } catch {
    const { Volumes } = await engine.api.listVolumes()
    return { isThere: false, volumes: Volumes.map((volume) => volume.Name) }
  }
}
