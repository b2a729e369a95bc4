// The condition types that Rauta writes: what it said of these and says no more is removed, while any
// other type in the same list belongs to someone else and stays.
export const ourConditionTypes: ReadonlySet<string> = new Set([
  'Accepted',
  'Programmed',
  'ResolvedRefs',
  'Conflicted',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'SupportedVersion',
])
