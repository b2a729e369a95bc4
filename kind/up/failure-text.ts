// What `make kind-up` says when it fails: what came up stays, so a person needs to know where it is.
import { access } from 'node:fs/promises'
import { kubeconfigFile } from '../kubeconfig-file.ts'
import { quotedPath } from './quoted-path.ts'

/** `name` is undefined where none was settled. */
export async function failureText(message: string, name: string | undefined): Promise<string> {
  const file = name === undefined ? undefined : kubeconfigFile(name)
  const isThere =
    file !== undefined &&
    (await access(file).then(
      () => true,
      () => false,
    ))
  const stays = isThere
    ? `What came up stays, to be looked at:\n\n  export KUBECONFIG=${quotedPath(file)}\n`
    : ''
  return `
kind-up: ${message}

${stays}
Again: make kind-up. Away with what came up: make kind-down.
`.replaceAll(/\n{3,}/g, '\n\n')
}
