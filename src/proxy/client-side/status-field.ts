// A status above 599 for Node's HTTP/2, which writes them and refuses to be given them.

/** For the flat list that `respond` takes: it judges the status as a number and sends it as text. */
export function statusField(status: number): string {
  if (status <= 599) return `${status}`
  const toPrimitive = (hint: string) => (hint === 'number' ? 599 : `${status}`)
  // Whatever can be made text is written; the type allows text alone.
  return { [Symbol.toPrimitive]: toPrimitive } as never
}
