// A scenario of a real cluster: what it says, the address mode that it is about, and what it does. The
// records of all groups are run one after the other by scenarios.cluster.test.ts.
import type { ExecutionContext } from 'ava'
import type { Mode } from '../../deploy/manifests.ts'
import type { Scene } from './scene.ts'
import type { World } from './world.ts'

export interface Scenario {
  /** A fact in the present tense. */
  readonly says: string
  readonly mode: Mode
  /** `t.log` takes the figures; what the scene has is gone afterwards. */
  readonly run: (t: ExecutionContext, world: World, scene: Scene) => Promise<void>
}
