// The bench's own programs, in Go: what they do stands in bench/programs/main.go.
import { join } from 'node:path'
import { buildGoProgram } from '../tools/go-programs.ts'
import { progressLines } from '../tools/progress.ts'

let built: Promise<string> | undefined

/** The path of the program, built if it is not there yet. */
export function benchProgram(): Promise<string> {
  built ??= buildGoProgram(
    {
      name: 'bench',
      folder: join(import.meta.dirname, 'programs'),
      cache: join(import.meta.dirname, '../.cache/bench'),
    },
    progressLines(),
  )
  return built
}
