// `make kind-up`: a cluster with Rauta to try things in. What to do with it goes to stdout, the steps to
// stderr.
import { relative } from 'node:path'
import { clusterChoice } from './cluster-choice.ts'
import { progressLines } from '../tools/progress.ts'
import { bringUp, type Up } from './up/bring-up.ts'
import { failureText } from './up/failure-text.ts'
import { quotedPath } from './up/quoted-path.ts'
import { stayingName } from './up/staying-name.ts'

let name: string | undefined
try {
  name = stayingName(process.env['KIND_CLUSTER'])
  if (clusterChoice(process.env['CLUSTER']) === 'existing')
    throw new Error(
      'make kind-up brings up a cluster of its own: CLUSTER is auto, k3s or kind. ' +
        'For a cluster that you have: kubectl apply -f deploy/rauta-daemonset.yaml',
    )
  process.stdout.write(textOf(await bringUp(name, progressLines())))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(await failureText(message, name))
  process.exitCode = 1
}

function textOf({ curl, answer, kubeconfigFile, kubectl, published }: Up): string {
  const https = published.get(443)
  return `
Rauta serves docs/guide/01-a-first-route. This was just answered by a pod of it:

  ${curl}

${indented(answer)}

Port 443 of the Gateways is ${https}, once one of them has an HTTPS listener.
${kubectlText({ kubeconfigFile, kubectl })}
docs/how-to/kind.md says what to try next. Away with all of it: make kind-down
`
}

function kubectlText({ kubeconfigFile, kubectl }: Pick<Up, 'kubeconfigFile' | 'kubectl'>): string {
  const look = 'get gatewayclass,gateway,httproute -A'
  const pointing = `  export KUBECONFIG=${quotedPath(kubeconfigFile)}\n`
  if (kubectl === undefined)
    return `kubectl is not installed here. For one that you install:\n\n${pointing}`
  if (!kubectl.runsHere)
    return `kubectl is not installed here; the node has one:\n\n  ${kubectl.command} ${look}\n\nFor one that you install:\n\n${pointing}`
  const { command } = kubectl
  const isOwn = command !== 'kubectl'
  const intro = isOwn
    ? 'kubectl is not installed here; this one was built with the node:'
    : 'kubectl finds the cluster by:'
  const shown = isOwn ? quotedPath(relative(process.cwd(), command)) : command
  return `${intro}\n\n${pointing}  ${shown} ${look}\n`
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '    ')
}
