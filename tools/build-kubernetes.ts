// Kubernetes as one program, for nodes, API servers and kubectl; `node tools/build-kubernetes.ts` builds it ahead of
// tests, whose time limit it would take (minutes the first time).
import { join } from 'node:path'
import { buildGoProgram } from './go-programs.ts'
import { type Progress, progressLines } from './progress.ts'

const root = join(import.meta.dirname, '..')

/** Returns where it stands. */
export function buildKubernetes(progress: Progress): Promise<string> {
  return buildGoProgram(
    {
      name: 'kubernetes',
      folder: join(root, 'kind/node-image/kubernetes'),
      cache: join(root, '.cache/kind'),
    },
    progress,
  )
}

if (import.meta.main) await buildKubernetes(progressLines())
