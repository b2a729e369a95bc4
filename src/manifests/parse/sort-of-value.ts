// What sort of value was found, where the value itself may be a Secret's.

export function sortOfValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'boolean':
      return 'true or false'
    case 'number':
      return 'a number'
    case 'string':
      return 'text'
    default:
      return 'a map'
  }
}
