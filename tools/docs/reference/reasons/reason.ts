// What the page says of one reason, and the phrases that several have.

export interface Reason {
  readonly means: string
  readonly traffic: string
  readonly fix: string
  /** A real message, where no golden case of src/translate has one. */
  readonly example?: string
}

export interface Part {
  readonly title: string
  readonly stands: string
  /** By `TYPE=STATUS REASON`. */
  readonly reasons: Readonly<Record<string, Reason>>
}

export const nothingToDo = 'Nothing.'
export const asUsual = 'Traffic flows.'
export const notServed = 'The Gateway serves nothing.'
export const listenerClosed =
  'The listener serves nothing. The other listeners of the Gateway serve.'
export const grant =
  'Create the ReferenceGrant that the message shows, in the namespace that owns the object. Or refer to an object in your own namespace.'
