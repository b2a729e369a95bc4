// What a user applies: one file an address mode, each made from an overlay beside it, and committed, so
// that nobody needs more than kubectl. The first lines of a file say what it was made from.
import { createHash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const deploy = import.meta.dirname

export type Mode = 'host' | 'pool' | 'service'

/** By address mode: the file in this folder. */
export const manifests: Readonly<Record<Mode, string>> = {
  host: 'rauta-daemonset.yaml',
  pool: 'rauta-pool.yaml',
  service: 'rauta-service.yaml',
}

export const modes = Object.keys(manifests) as readonly Mode[]

export async function readManifest(mode: Mode): Promise<string> {
  return readFile(join(deploy, manifests[mode]), 'utf8')
}

/** The committed file: a head, and what kustomize wrote. */
export async function manifestOf(mode: Mode, objects: string): Promise<string> {
  const head = [
    `Rauta, its Gateways' addresses by the mode \`${mode}\`: docs/how-to/install.md says what it needs and gives.`,
    `Made by \`make generate\` from deploy/overlays/${mode}, where the reasons stand; not to be edited.`,
    `Digest of both: ${await digestOf(objects)}`,
  ]
  return `${head.map((line) => `# ${line}\n`).join('')}${objects}`
}

/** What stands below the head. */
export function objectsIn(manifest: string): string {
  return manifest.replace(/^(#.*\n)+/, '')
}

/** Of the sources and of what came of them: neither changes alone without being noticed. */
async function digestOf(objects: string): Promise<string> {
  const sources = await Array.fromAsync(
    glob(['{base,proxy-pod,overlays}/**/*.yaml', 'kustomize/go.mod'], { cwd: deploy }),
  )
  const hash = createHash('sha256').update(objects)
  for (const file of sources.toSorted())
    hash.update(`\n${file}\n`).update(await readFile(join(deploy, file)))
  return hash.digest('hex').slice(0, 16)
}
