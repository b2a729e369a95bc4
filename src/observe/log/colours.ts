// Colour for people: only on a terminal, and not where NO_COLOR is set (https://no-color.org).

export interface Colours {
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
  dim(text: string): string
  bold(text: string): string
}

export function coloursFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Colours {
  const isWanted = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  return isWanted ? colours : noColours
}

export const colours: Colours = {
  red: (text) => `\u001b[31m${text}\u001b[39m`,
  yellow: (text) => `\u001b[33m${text}\u001b[39m`,
  green: (text) => `\u001b[32m${text}\u001b[39m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
}

const asIs = (text: string): string => text
export const noColours: Colours = { red: asIs, yellow: asIs, green: asIs, dim: asIs, bold: asIs }
