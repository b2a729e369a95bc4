// When a request begins. Node takes one new connection a turn of its loop, and a turn in which all of 256
// busy connections are served takes so long that newcomers wait for seconds before anybody knows of them.
// So few requests begin in one turn; the others wait, and connections take turns among them.
import type { HeldConnection } from './connection-table.ts'
import type { Limits } from './limits.ts'

/**
 * Each such place goes to the newest: of a thousand requests that come at once, those who come later would wait
 * for all. The oldest wait a third longer.
 */
const newestEvery = 4
/** More are not new. */
const mostNewest = 256

export class RequestTurns {
  readonly #limits: Limits
  /** In the order in which they get their next turn. */
  readonly #connections = new Map<HeldConnection, (() => void)[]>()
  /** Those whose request is all there, the newest at the end; some of them have begun since. */
  readonly #newest: HeldConnection[] = []
  readonly #bySource = new Map<string, number>()
  #waiting = 0
  /** The newest first: a client that asks seldom is told at once, those that ask again and again are not. */
  readonly #refused: (() => void)[] = []
  /** Places that were given to those that waited. */
  #places = 0
  /** In this turn of the loop. */
  #begun = 0
  #told = 0
  #hasAccepted = false
  #isScheduled = false

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get waiting(): number {
    return this.#waiting
  }

  /** A connection was taken. There may be more: the next turn is to come soon. */
  onAccepted(): void {
    this.#hasAccepted = true
  }

  /**
   * Resolves when it is its turn, with false where too many wait. `isWhole`: no body is to come. `cost`: of one that
   * costs less than others, its share of what they do.
   */
  next(held: HeldConnection, isWhole: boolean, cost = 1): Promise<boolean> | boolean {
    if (this.#waiting === 0 && this.#begun < this.#most()) {
      this.#begun += cost
      // An immediate makes the loop ask the system once more: not for each of those that cost little.
      if (this.#begun >= 1) this.#schedule()
      return true
    }
    const { source } = held.share
    const { waitingRequests, sourceShare } = this.#limits
    const ofSource = this.#bySource.get(source) ?? 0
    if (this.#waiting >= waitingRequests || ofSource >= waitingRequests * sourceShare)
      return this.refusal()
    this.#schedule()
    this.#waiting++
    this.#bySource.set(source, ofSource + 1)
    if (isWhole && !this.#connections.has(held)) this.#noteNewest(held)
    return new Promise((resolve) => {
      this.#connections.getOrInsertComputed(held, () => []).push(() => resolve(true))
    })
  }

  /**
   * Resolves with false when it may be told so. That costs little less than to serve it, and many ask again
   * at once: told without a limit, nobody would be served.
   */
  refusal(): Promise<false> | false {
    this.#schedule()
    if (this.#told++ < this.#limits.refusedPerTurn) return false
    return new Promise((resolve) => this.#refused.push(() => resolve(false)))
  }

  #most(): number {
    const { begunPerTurn, begunPerTurnOfNewcomers } = this.#limits
    return this.#hasAccepted ? begunPerTurnOfNewcomers : begunPerTurn
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(this.#onTurn)
  }

  #onTurn = (): void => {
    this.#isScheduled = false
    this.#begun = 0
    for (const most = this.#most(); this.#begun < most && this.#waiting > 0; this.#begun++)
      this.#beginOne()
    this.#hasAccepted = false
    this.#told = 0
    for (let told = 0; told < this.#limits.refusedPerTurn; told++) this.#refused.pop()?.()
    if (this.#begun > 0 || this.#refused.length > 0) this.#schedule()
  }

  #beginOne(): void {
    const isNewests = ++this.#places % newestEvery === 0
    const [oldest] = this.#connections.keys()
    const held = (isNewests ? this.#newestWaiting() : undefined) ?? oldest
    if (!held) return
    const begins = this.#connections.get(held) ?? []
    const begin = begins.shift()
    // To the end of the line, if it has more.
    this.#connections.delete(held)
    if (begins.length > 0) this.#connections.set(held, begins)
    this.#waiting--
    const { source } = held.share
    const left = (this.#bySource.get(source) ?? 0) - 1
    if (left > 0) this.#bySource.set(source, left)
    else this.#bySource.delete(source)
    begin?.()
  }

  #noteNewest(held: HeldConnection): void {
    this.#newest.push(held)
    if (this.#newest.length > mostNewest) this.#newest.shift()
  }

  #newestWaiting(): HeldConnection | undefined {
    for (;;) {
      const held = this.#newest.pop()
      if (!held || this.#connections.has(held)) return held
    }
  }
}
