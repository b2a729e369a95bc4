// Who can be attacked, by name.
import { startNginx } from './nginx-target.ts'
import { startRauta } from './rauta-target.ts'
import type { Around, Target } from './target.ts'

export type TargetName = 'rauta' | 'nginx'

export const startTarget: Readonly<Record<TargetName, (around: Around) => Promise<Target>>> = {
  rauta: startRauta,
  nginx: startNginx,
}
