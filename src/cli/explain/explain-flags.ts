// What the command line of `rauta explain` says.

export interface ExplainFlags {
  readonly header: readonly (readonly [name: string, value: string])[]
  readonly sni?: string
  readonly file?: readonly string[]
  readonly admin?: string
  readonly output: 'text' | 'json'
  readonly address: string
  readonly portOffset: number
}
