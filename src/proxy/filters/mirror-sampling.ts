// Whether a request is among those that a RequestMirror copies.
import type { RequestMirror } from '../../snapshot/routing-snapshot.ts'

/** `random` gives numbers from 0 up to, and without, 1: a share of 0 copies none, of 1 all. */
export function isSampled(
  { numerator, denominator }: Pick<RequestMirror, 'numerator' | 'denominator'>,
  random: () => number = Math.random,
): boolean {
  return random() * denominator < numerator
}
