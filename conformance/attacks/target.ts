// Who is attacked, and what stands around it.
import type { StartedProcess } from '../../bench/started-process.ts'
import type { TestKeyPair } from '../../src/testing/key-pair.ts'
import type { TargetPorts } from './attack.ts'
import type { Backends } from './backends.ts'

export interface Around {
  readonly folder: string
  /** As `taskset -c` takes it. */
  readonly core: string | undefined
  readonly byPath: Backends['byPath']
  readonly certificate: TestKeyPair
  /** That the process may have; default: as in limited-process.ts. */
  readonly descriptors?: number
  /** Options of Node, where the target is of it. */
  readonly nodeOptions?: readonly string[]
}

export interface Target extends StartedProcess {
  readonly ports: TargetPorts
  /** Makes another configuration live, as its operator would: clients are told its version. */
  change(version: number): Promise<void>
}
