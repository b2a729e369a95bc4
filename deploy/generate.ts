// Part of `make generate`: kustomize's overlays → the files that users apply.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { buildObjects } from './build-objects.ts'
import { deploy, manifestOf, manifests, modes } from './manifests.ts'

for (const mode of modes) {
  const objects = await buildObjects(join(deploy, 'overlays', mode))
  await writeFile(join(deploy, manifests[mode]), await manifestOf(mode, objects))
}
process.stdout.write(`generated ${modes.map((mode) => `deploy/${manifests[mode]}`).join(', ')}\n`)
