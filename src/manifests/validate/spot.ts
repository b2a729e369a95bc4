// A place inside an object while it is walked, and where faults found there are put. A linked list:
// a path is spelled out only when there is something to say about it.
import { inJson } from '../../status/quoted.ts'

export interface Fault {
  readonly path: Path
  readonly expected: string
  readonly found: string
  /** Kept apart so that a Secret's can be withheld and a plain scalar's can be explained. */
  readonly value?: unknown
  /** As the API server has it: CEL rules are not asked where types, limits or enums are broken. */
  readonly blocksRules?: true
}

export type Path = readonly (string | number)[]

export interface Spot {
  readonly above: Spot | undefined
  readonly key: string | number
  readonly faults: Fault[]
}

export function rootSpot(faults: Fault[]): Spot {
  return { above: undefined, key: '', faults }
}

export function below(above: Spot, key: string | number): Spot {
  return { above, key, faults: above.faults }
}

export function report(spot: Spot, fault: Omit<Fault, 'path' | 'found'> & { found?: string }) {
  spot.faults.push({ found: inWords(fault.value), ...fault, path: pathOf(spot) })
}

export function pathOf(spot: Spot): Path {
  const path: (string | number)[] = []
  for (let at = spot; at.above; at = at.above) path.push(at.key)
  return path.toReversed()
}

/** `spec.rules[0].options["example.com/x"]` */
export function formatPath(path: Path): string {
  return path.map(formatStep).join('').replace(/^\./, '')
}

function formatStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`
  return /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${short(JSON.stringify(key))}]`
}

/** As formatPath writes it; undefined: it is none. */
export function parsePath(text: string): Path | undefined {
  const steps = [...`.${text}`.matchAll(step)]
  if (steps.map(([written]) => written).join('') !== `.${text}`) return undefined
  return steps.map(([, name, index, quoted]) => {
    if (name !== undefined) return name
    return index === undefined ? String(JSON.parse(quoted ?? '""')) : Number(index)
  })
}

const step = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g

/** A found value on one line, cut where it is long. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number') return String(value)
  return inJson(value)
}

function short(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`
}
