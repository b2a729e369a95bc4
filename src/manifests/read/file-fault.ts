// Why a file is not read, found before its text is.

export interface FaultWords {
  readonly expected: string
  readonly found: string
}

export class FileFault extends Error {
  readonly words: FaultWords

  constructor(words: FaultWords) {
    super(`expected ${words.expected}, found ${words.found}`)
    this.words = words
  }
}

/** Sizes in bytes or characters. */
export function tooLarge(size: number, mostInFile: number): FaultWords {
  const most = Math.round(mostInFile / 1024 / 1024)
  return {
    expected: `a file of at most ${most} MB (split it)`,
    found: `${(size / 1024 / 1024).toFixed(1)} MB`,
  }
}

/** Windows PowerShell writes UTF-16 where `>` follows `kubectl get`. */
export function wrongEncoding([first, second]: Uint8Array): FaultWords {
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return { expected: 'UTF-8 text', found: isUtf16 ? 'UTF-16; save it as UTF-8' : 'other bytes' }
}
