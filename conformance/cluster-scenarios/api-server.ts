// The API server of the node, stopped and started again while everything else in the node goes on. Of
// the node image that is built here each program is a process of its own; rancher/k3s has one process
// for all, which cannot be taken apart: there its port is closed to everybody instead.
import type { Cluster } from '../../kind/cluster.ts'

const programs = '/usr/lib/node/programs.sh'
const closed = '-p tcp --dport 6443 -j REJECT --reject-with tcp-reset'

export interface StoppedApiServer {
  /** `stopped`, or `closed` where it cannot be stopped. */
  readonly how: 'stopped' | 'closed'
  start(): Promise<void>
}

/** Resolves when nobody reaches it any more. */
export async function stopApiServer(cluster: Pick<Cluster, 'exec'>): Promise<StoppedApiServer> {
  const isApart = (await cluster.exec(['test', '-e', programs])).exitCode === 0
  if (!isApart) {
    await run(cluster, `iptables -I INPUT ${closed}`)
    return { how: 'closed', start: () => run(cluster, `iptables -D INPUT ${closed}`) }
  }
  // Its file of the process's number goes first: the node ends when a program in such a file has ended.
  const pid = '/run/k3s/apiserver.pid'
  await run(
    cluster,
    `P=$(cat ${pid}) && rm ${pid} && kill -9 $P && while kill -0 $P 2>/dev/null; do sleep 0.1; done`,
  )
  const address = `$(ip -4 -o addr show scope global | sed -n '1s/.*inet \\([0-9.]*\\).*/\\1/p')`
  return {
    how: 'stopped',
    start: () => run(cluster, `. ${programs} && IP=${address} && start_apiserver </dev/null`),
  }
}

async function run({ exec }: Pick<Cluster, 'exec'>, script: string): Promise<void> {
  const { exitCode, output } = await exec(['sh', '-c', script])
  if (exitCode !== 0) throw new Error(`\`${script}\` in the node ended with ${exitCode}: ${output}`)
}
