// A real etcd and a real kube-apiserver as processes on loopback, with the Gateway API's CRDs. They are
// one program, the node image's, which is what it is called; built on the first use (minutes).
import { freePorts } from '../free-ports.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { parseAllDocuments } from 'yaml'
import { type ApiClient, createApiClient } from '../../cluster/api/api-client.ts'
import { crdNames } from '../../cluster/watch/installed-crds.ts'
import { buildKubernetes } from '../../../tools/build-kubernetes.ts'
import { gatewayApiModule } from '../../../tools/generate/crds.ts'
import { makeKeyPair } from '../key-pair.ts'
import { eventually } from '../eventually.ts'
import { kubeConfigFor } from './kube-config.ts'

const token = 'a-token-for-tests'

export class TestKubernetes {
  readonly #folder: string
  readonly #ports: readonly number[]
  readonly #cert: string
  readonly #clients: ApiClient[] = []
  #etcd: ChildProcess | undefined
  #apiServer: ChildProcess | undefined

  static async start(
    t: Pick<ExecutionContext, 'log'>,
    { crds = true } = {},
  ): Promise<TestKubernetes> {
    const binary = await buildKubernetes((line) => t.log(line))
    const folder = await mkdtemp(join(tmpdir(), 'rauta-kubernetes-'))
    for (const name of ['etcd', 'kube-apiserver']) await symlink(binary, join(folder, name))
    const { certificate: cert, key } = await makeKeyPair(['127.0.0.1'])
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    await writeFile(join(folder, 'tls.crt'), cert)
    await writeFile(join(folder, 'tls.key'), key)
    await writeFile(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
    await writeFile(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    await writeFile(join(folder, 'tokens.csv'), `${token},tester,tester,system:masters\n`)
    const kubernetes = new TestKubernetes(folder, cert, await freePorts(3))
    try {
      await kubernetes.#startEtcd()
      await kubernetes.startApiServer()
      if (crds) await kubernetes.installCrds()
    } catch (error) {
      for (const name of ['etcd', 'kube-apiserver'])
        t.log(
          name,
          (await readFile(join(folder, `${name}.log`), 'utf8').catch(() => '')).slice(-3000),
        )
      await kubernetes.stop()
      throw error
    }
    return kubernetes
  }

  constructor(folder: string, cert: string, ports: readonly number[]) {
    this.#folder = folder
    this.#cert = cert
    this.#ports = ports
  }

  kubeConfig() {
    return kubeConfigFor({ port: this.#ports[2]!, cert: this.#cert, token })
  }

  /** Closed by `stop`. */
  client(): ApiClient {
    const client = createApiClient(this.kubeConfig())
    this.#clients.push(client)
    return client
  }

  async #startEtcd(): Promise<void> {
    const [client, peer] = this.#ports.map((port) => `http://127.0.0.1:${port}`)
    this.#etcd = await this.#run('etcd', [
      `--data-dir=${join(this.#folder, 'etcd-data')}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ])
  }

  async startApiServer(): Promise<void> {
    const at = (name: string) => join(this.#folder, name)
    this.#apiServer = await this.#run('kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${this.#ports[0]}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${this.#ports[2]}`,
      '--endpoint-reconciler-type=none',
      `--tls-cert-file=${at('tls.crt')}`,
      `--tls-private-key-file=${at('tls.key')}`,
      `--token-auth-file=${at('tokens.csv')}`,
      `--service-account-key-file=${at('sa.pub')}`,
      `--service-account-signing-key-file=${at('sa.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.43.0.0/16',
      '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount',
    ])
    const api = createApiClient(this.kubeConfig())
    const isReady = () =>
      api.send({ path: '/readyz', timeoutMs: 2000 }).then(
        () => true,
        () => false,
      )
    await eventually(isReady, { timeoutMs: 60_000 }).finally(() => api.close())
  }

  async stopApiServer(): Promise<void> {
    await ended(this.#apiServer)
    this.#apiServer = undefined
  }

  async installCrds(): Promise<void> {
    const folder = join(await gatewayApiModule(), 'config/crd/experimental')
    const api = createApiClient(this.kubeConfig())
    const plurals = crdNames.map((name) => name.slice(0, name.indexOf('.')))
    const wanted = new Set(plurals.map((plural) => `gateway.networking.k8s.io_${plural}.yaml`))
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
    try {
      for (const file of await readdir(folder)) {
        if (!wanted.has(file)) continue
        for (const document of parseAllDocuments(await readFile(join(folder, file), 'utf8')))
          await api.send({ method: 'POST', path: crds, body: document.toJS() })
      }
      for (const plural of plurals)
        await eventually(
          () =>
            api.send({ path: `/apis/gateway.networking.k8s.io/v1/${plural}` }).then(
              () => true,
              () => false,
            ),
          { timeoutMs: 30_000 },
        )
    } finally {
      api.close()
    }
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.stopApiServer()
    await ended(this.#etcd)
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #run(name: string, args: readonly string[]): Promise<ChildProcess> {
    const log = await open(join(this.#folder, `${name}.log`), 'a')
    const child = spawn(join(this.#folder, name), args, { stdio: ['ignore', log.fd, log.fd] })
    // Also where a test runs out of time, and its teardown does not run.
    const kill = () => void child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    await once(child, 'spawn')
    await log.close()
    return child
  }
}

/** As in a crash: nobody is told. */
async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
