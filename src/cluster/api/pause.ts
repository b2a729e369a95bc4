// A wait that ends early, and quietly, when there is nothing more to wait for.
import { setTimeout } from 'node:timers/promises'

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  // Aborted is the only way it rejects, and is no failure.
  await setTimeout(ms, undefined, { signal }).catch(() => {})
}
