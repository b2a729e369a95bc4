// Pulls an image, and gives up soon where no registry answers: many sandboxes swallow such requests.
import type { EngineApi } from './engine.ts'

const firstLayerMs = 10_000

interface PullMessage {
  /** The layer that the message is about. */
  readonly id?: string
  readonly error?: string
}

/** Once a first layer is spoken of, it takes what time it takes. */
export async function pullImage(api: EngineApi, name: string): Promise<void> {
  const silence = new AbortController()
  const timer = setTimeout(
    () => silence.abort(new Error(`no registry answered in ${firstLayerMs / 1000} s`)),
    firstLayerMs,
  )
  try {
    const stream = await api.pull(name, { abortSignal: silence.signal })
    silence.signal.addEventListener('abort', () =>
      stream.unpipe().emit('error', silence.signal.reason),
    )
    await new Promise<void>((resolve, reject) => {
      const onEnd = (error: Error | null): void => (error ? reject(error) : resolve())
      api.modem.followProgress(stream, onEnd, ({ id, error }: PullMessage) => {
        if (id !== undefined) clearTimeout(timer)
        if (error !== undefined) reject(new Error(error))
      })
    })
  } finally {
    clearTimeout(timer)
  }
}
