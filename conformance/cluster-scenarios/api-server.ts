// The API server of the node gone for a while, with everything else in the node going on: stopped, or
// its port closed to everybody. Of the node image that is built here each program is a process of its
// own; rancher/k3s has one process for all, which cannot be taken apart: there it is closed.
import type { Cluster } from '../../kind/cluster.ts'

const programs = '/usr/lib/node/programs.sh'
const closed = '-p tcp --dport 6443 -j REJECT --reject-with tcp-reset'

export interface GoneApiServer {
  readonly how: 'stopped' | 'closed'
  comeBack(): Promise<void>
}

type Node = Pick<Cluster, 'exec'>

/** Resolves when nobody reaches it any more. */
export async function stopApiServer(node: Node): Promise<GoneApiServer> {
  const isApart = (await node.exec(['test', '-e', programs])).exitCode === 0
  if (!isApart) return closeApiServer(node)
  // Its file of the process's number goes first: the node ends when a program in such a file has ended.
  const pid = '/run/k3s/apiserver.pid'
  await run(
    node,
    `P=$(cat ${pid}) && rm ${pid} && kill -9 $P && while kill -0 $P 2>/dev/null; do sleep 0.1; done`,
  )
  const address = `$(ip -4 -o addr show scope global | sed -n '1s/.*inet \\([0-9.]*\\).*/\\1/p')`
  return {
    how: 'stopped',
    comeBack: () => run(node, `. ${programs} && IP=${address} && start_apiserver </dev/null`),
  }
}

/** Connections that are open end with their next packet, new ones are refused. */
export async function closeApiServer(node: Node): Promise<GoneApiServer> {
  await run(node, `iptables -I INPUT ${closed}`)
  return { how: 'closed', comeBack: () => run(node, `iptables -D INPUT ${closed}`) }
}

async function run({ exec }: Node, script: string): Promise<void> {
  const { exitCode, output } = await exec(['sh', '-c', script])
  if (exitCode !== 0) throw new Error(`\`${script}\` in the node ended with ${exitCode}: ${output}`)
}
