// Bytes as they may come from a network: cut anywhere.

/** `cuts`, in any order and out of range, say where. No piece is empty. */
export function inPieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length]
  const ordered = places.toSorted((a, b) => a - b)
  return ordered
    .map((place, i) => bytes.subarray(place, ordered[i + 1]))
    .filter((piece) => piece.length > 0)
}
