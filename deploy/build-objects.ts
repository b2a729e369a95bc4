// An overlay → its objects, by kustomize itself, built from the Go module that deploy/kustomize/go.mod
// pins: what `kubectl apply -k` would apply.
import { join } from 'node:path'
import { runCommand } from '../tools/run-command.ts'
import { deploy } from './manifests.ts'

/** Needs `go`; Go's own cache makes every time but the first one quick. */
export function buildObjects(folder: string): Promise<string> {
  // -mod=readonly: a module that go.sum does not list ends the build.
  return runCommand('go', ['run', '-mod=readonly', '.', 'build', folder], {
    cwd: join(deploy, 'kustomize'),
    env: { CGO_ENABLED: '0', GOFLAGS: '' },
  })
}
