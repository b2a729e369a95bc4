// The committed files as objects, cut to what tests and pages look at.
import { parseAllDocuments } from 'yaml'
import { type Mode, readManifest } from './manifests.ts'

export interface ManifestObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels: Readonly<Record<string, string>>
  }
}

export interface Role extends ManifestObject {
  readonly rules: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly resourceNames?: readonly string[]
    readonly verbs: readonly string[]
  }[]
}

export interface Workload extends ManifestObject {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
      readonly spec: PodSpec
    }
  }
}

interface PodSpec {
  readonly hostNetwork?: boolean
  readonly terminationGracePeriodSeconds: number
  readonly containers: readonly [Container]
}

interface Container {
  readonly image: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly startupProbe: Probe
  readonly readinessProbe: Probe
  readonly livenessProbe: Probe
  readonly securityContext: {
    readonly runAsUser: number
    readonly capabilities: { readonly add?: readonly string[] }
  }
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

export async function objectsOfMode(mode: Mode): Promise<readonly ManifestObject[]> {
  return objectsInText(await readManifest(mode))
}

export function objectsInText(yaml: string): readonly ManifestObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as ManifestObject)
}

/** The one object of that kind. */
export function theOne<T extends ManifestObject>(
  objects: readonly ManifestObject[],
  ...kinds: readonly string[]
): T {
  const [found, ...more] = objects.filter(({ kind }) => kinds.includes(kind))
  if (!found || more.length > 0)
    throw new Error(
      `there are ${more.length + (found ? 1 : 0)} objects of kind ${kinds.join(' or ')}`,
    )
  // Which fields it has follows from its kind.
  return found as T
}

export function workloadOf(objects: readonly ManifestObject[]): Workload {
  return theOne<Workload>(objects, 'DaemonSet', 'Deployment')
}

/** A pod as the DaemonSet's or the Deployment's controller would make it. */
export function podOf({ metadata: { namespace }, spec }: Workload): string {
  const { metadata, spec: podSpec } = spec.template
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: 'as-made-by-its-controller', namespace },
    spec: podSpec,
  })
}
