// `make kind-down`: takes away what `make kind-up` brought: the node's container with its volumes, the
// engine's service that was started for it, the kubeconfig. Nothing there is no error.
import { removeStayingCluster } from './start-cluster.ts'
import { progressLines } from '../tools/progress.ts'
import { hasKubeconfig, removeKubeconfig } from './kubeconfig-file.ts'
import { removeOwnKubectl } from './up/kubectl.ts'
import { stayingName } from './up/staying-name.ts'

try {
  const name = stayingName(process.env['KIND_CLUSTER'])
  await removeStayingCluster(name, { progress: progressLines() })
  await removeKubeconfig(name)
  // Another cluster's owner may be using it.
  if (!(await hasKubeconfig())) await removeOwnKubectl()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`kind-down: ${message}\n`)
  process.exitCode = 1
}
