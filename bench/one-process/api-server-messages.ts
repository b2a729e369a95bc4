// What the bench and its API server say to each other. Moments are milliseconds since 1970, with parts of them.

export type ToApiServer =
  | {
      readonly type: 'store'
      readonly port: number
      readonly routes: number
      readonly backend: number
    }
  | {
      readonly type: 'change'
      readonly id: number
      readonly service: number
      readonly backend: number
    }
  | { readonly type: 'look' }

export type FromApiServer =
  | { readonly type: 'listening'; readonly kubeConfig: string }
  | { readonly type: 'stored' }
  /** The event went to the watches at that moment. */
  | { readonly type: 'changed'; readonly id: number; readonly atMs: number }
  /** `writes`: of statuses and of all else, until now. */
  | { readonly type: 'seen'; readonly firstAskedMs: number | undefined; readonly writes: number }
