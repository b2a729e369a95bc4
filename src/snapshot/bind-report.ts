/** What the data plane answers to a snapshot: for each listener's name, whether it is live. */
export type BindReport = Readonly<Record<string, BindResult>>

/** `problem` is one sentence for the condition: what failed and what to do. */
export type BindResult =
  | { readonly isBound: true }
  | { readonly isBound: false; readonly problem: string }

/** For those who bind nothing and say what a gateway would: every listener counts as bound. */
export function allListenersBound(listeners: readonly { readonly name: string }[]): BindReport {
  return Object.fromEntries(listeners.map(({ name }) => [name, { isBound: true }]))
}
