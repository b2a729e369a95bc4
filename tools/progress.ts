// One line a step, with the seconds since the start: who waits reads what is waited for.

/** Says what is done or waited for now. */
export type Progress = (step: string) => void

const silenceMs = 20_000

/** Says `step` again and again until `work` is done, so that nobody takes it for dead. */
export async function whileWaiting<T>(
  progress: Progress,
  step: string,
  work: Promise<T>,
): Promise<T> {
  const saying = setInterval(() => progress(step), silenceMs)
  try {
    return await work
  } finally {
    clearInterval(saying)
  }
}

/** Progress lines on stderr, so that stdout stays for results. */
export function progressLines(): Progress {
  const begun = Date.now()
  return (step) => {
    const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(5)
    process.stderr.write(`${seconds} s  ${step}\n`)
  }
}
