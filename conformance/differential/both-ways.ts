// Both ways side by side: each case goes through both at the same time, and what was seen is compared as text.
import { Activity } from './activity.ts'
import type { DifferentialCase } from './case.ts'
import { type Served, Way, type WayOptions } from './way.ts'

/** Cases that run at once; each has a lane. */
const usualLanes = 12

/** How much longer a case that differs is watched the second time, before it is believed. */
const patience = 10

export interface Compared {
  readonly case: DifferentialCase
  /** What was seen by each way: of two that do the same it is the same text. */
  readonly reference: string
  readonly direct: string
}

/** Whether both ways did the same, or what is known of it holds: the direct way refused what the other took. */
export function isAsExpected({ case: one, reference, direct }: Compared): boolean {
  return one.isStricter ? isRefusedByDirect({ reference, direct }) : reference === direct
}

function isRefusedByDirect({ reference, direct }: Pick<Compared, 'reference' | 'direct'>): boolean {
  return refusalsIn(direct) > 0 && refusalsIn(reference) === 0
}

/** How often the answer of an endpoint was taken for malformed, and the client told so, or what had begun was cut. */
export function refusalsIn(seen: string): number {
  return seen.match(/"flags":\["(?:upstream-malformed|response-cut)"\]/g)?.length ?? 0
}

export class BothWays implements AsyncDisposable {
  readonly #activity: Activity
  readonly #ways: readonly [Way, Way]
  readonly #lanes: number

  private constructor(activity: Activity, ways: readonly [Way, Way], lanes: number) {
    this.#activity = activity
    this.#ways = ways
    this.#lanes = lanes
  }

  static async start(
    reference: WayOptions = { http1: 'reference' },
    direct: WayOptions = { http1: 'direct' },
    lanes = usualLanes,
  ): Promise<BothWays> {
    const activity = new Activity()
    const start = (options: WayOptions) => Way.start(options, lanes, activity)
    return new BothWays(activity, [await start(reference), await start(direct)], lanes)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const way of this.#ways) await way[Symbol.asyncDispose]()
  }

  /** In their order. What differs is tried once more, alone and with patience: a slow machine is no difference. */
  async compare(cases: readonly DifferentialCase[]): Promise<readonly Compared[]> {
    const compared: Compared[] = []
    for (let at = 0; at < cases.length; at += this.#lanes)
      compared.push(...(await this.#run(cases.slice(at, at + this.#lanes))))
    for (const [index, one] of compared.entries())
      if (!isAsExpected(one)) compared[index] = await this.#again(one.case)
    return compared
  }

  /** Of both ways, what /metrics counts. */
  async counters(): Promise<readonly [string, string]> {
    const [one, other] = this.#ways
    return [await one.counters(), await other.counters()]
  }

  /** By the reference way, and by the direct way. */
  get served(): readonly [Served, Served] {
    const [one, other] = this.#ways
    return [one.served, other.served]
  }

  async #again(one: DifferentialCase): Promise<Compared> {
    this.#activity.patience = patience
    const [again] = await this.#run([one])
    this.#activity.patience = 1
    return again!
  }

  async #run(cases: readonly DifferentialCase[]): Promise<readonly Compared[]> {
    const runs = this.#ways.flatMap((way) =>
      cases.map((one, lane) => ({ one, lane, way, client: way.begin(lane, one) })),
    )
    const look = async () => {
      await this.#activity.rest()
      for (const { client } of runs) client.look()
    }
    const sending = Promise.all(runs.map(({ one, client }) => client.send(one)))
    await look()
    await sending
    for (const { one, client } of runs) client.finish(one)
    await look()
    for (const { client } of runs) client.leave()
    await this.#activity.rest()
    const seen = runs.map(({ one, lane, way, client }) => way.seen(lane, client.saw(one)))
    return cases.map((one, lane) => ({
      case: one,
      reference: seen[lane] ?? '',
      direct: seen[lane + cases.length] ?? '',
    }))
  }
}
