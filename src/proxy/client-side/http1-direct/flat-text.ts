/**
 * The text in one piece and on its own. One that was cut out of a longer text keeps that in memory, and one that was
 * put together keeps its parts.
 */
export function flatText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
