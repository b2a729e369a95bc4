// An object as the API server gives it, before it is known to be of any use.
import { isRecord } from './api-error.ts'

export interface ApiObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly resourceVersion?: string
    readonly uid?: string
    readonly generation?: number
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly creationTimestamp?: string
  }
  readonly [field: string]: unknown
}

/** The API server holds its own types true below these fields. */
export function isApiObject(value: unknown): value is ApiObject {
  return (
    isRecord(value) && isRecord(value['metadata']) && typeof value['metadata']['name'] === 'string'
  )
}
