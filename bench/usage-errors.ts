// What the bench's commands say to options that they cannot read: the mistake, then the usage.

export function usageErrors(usage: string) {
  function fail(sentence: string): never {
    console.error(`${sentence}\n${usage}`)
    process.exit(2)
  }

  function positive(option: string, text: string): number {
    const number = Number(text)
    if (Number.isInteger(number) && number > 0) return number
    return fail(`--${option} needs a whole number above 0, not ${text}`)
  }

  return { fail, positive }
}
