// What an object's conditions say of it as it is now, and not of an older generation of it.

export interface SaidCondition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly observedGeneration?: number | undefined
}

/** `says`: `Programmed=True`, or with a reason `Programmed=False/Invalid`. The condition's message, or throws. */
export function conditionSaid(
  conditions: readonly SaidCondition[] | undefined,
  says: string,
  generation: number | undefined,
): string {
  const [type, value = ''] = says.split('=')
  const [status, reason] = value.split('/')
  const found = conditions?.find((condition) => condition.type === type)
  if (!found) throw new Error(`${type} is not said yet`)
  const { message, observedGeneration } = found
  if (found.status !== status || (reason !== undefined && found.reason !== reason))
    throw new Error(`${type}=${found.status}/${found.reason}: ${message}`)
  if (observedGeneration !== generation)
    throw new Error(`${says} is of generation ${observedGeneration}, which is now ${generation}`)
  return message
}
