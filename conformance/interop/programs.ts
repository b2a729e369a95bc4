// gRPC's own interoperability client and server, built from their Go modules.
import { join } from 'node:path'
import { buildGoProgram } from '../../tools/go-programs.ts'
import { progressLines } from '../../tools/progress.ts'

export interface InteropPrograms {
  readonly client: string
  readonly server: string
}

export async function buildInteropPrograms(): Promise<InteropPrograms> {
  const build = (name: 'client' | 'server') =>
    buildGoProgram(
      {
        name: `grpc-interop-${name}`,
        folder: join(import.meta.dirname, 'programs'),
        cache: join(import.meta.dirname, '../../.cache/grpc-interop'),
        package: `google.golang.org/grpc/interop/${name}`,
      },
      progressLines(),
    )
  // One after the other: the second has most of its packages from the first.
  return { client: await build('client'), server: await build('server') }
}
