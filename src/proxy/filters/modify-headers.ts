// What RequestHeaderModifier and ResponseHeaderModifier do to a header list. A filter works on what a
// message says, not on how it is carried: names that frame or steer the connection are left alone.
import { headersOfNoRule } from '../../snapshot/connection-headers.ts'
import type { HeaderModifier, HeaderValue } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList } from '../words/exchange.ts'
import { isSameName, valuesOf, withAdded, withHeader, without } from '../words/header-list.ts'

type Modifier = Pick<HeaderModifier<string>, 'set' | 'add' | 'remove'>

export function modifyHeaders(headers: HeaderList, modifier: Modifier): HeaderList {
  const { set, add, remove } = allowedOf(modifier)
  let result = headers
  for (const { name, value } of set) result = withHeader(result, name, value)
  for (const { name, value } of add) result = withAppended(result, name, value)
  return remove.length > 0 ? without(result, remove) : result
}

/**
 * "It appends to any existing values associated with the header name. Input: my-header: foo ...
 * Output: my-header: foo,bar,baz" (httproute_types.go). Two headers have no such list: each cookie that
 * is set needs a line of its own, those that are sent are divided by semicolons (RFC 6265 §4).
 */
function withAppended(headers: HeaderList, name: string, value: string): HeaderList {
  const values = valuesOf(headers, name)
  if (values.length === 0 || isSameName(name, 'set-cookie')) return withAdded(headers, name, value)
  const border = isSameName(name, 'cookie') ? '; ' : ','
  return withHeader(headers, name, [...values, value].join(border))
}

const allowed = new WeakMap<Modifier, Modifier>()

/** Without what may not, or can't, be written; found once a modifier. */
function allowedOf(modifier: Modifier): Modifier {
  let known = allowed.get(modifier)
  if (!known) {
    known = {
      set: modifier.set.filter(isAllowed),
      add: modifier.add.filter(isAllowed),
      remove: modifier.remove.filter((name) => !headersOfNoRule.has(name.toLowerCase())),
    }
    allowed.set(modifier, known)
  }
  return known
}

/** A name is a token, a value has no control characters (RFC 9110 §5.1, §5.5): Node throws on others. */
function isAllowed({ name, value }: HeaderValue): boolean {
  return (
    !headersOfNoRule.has(name.toLowerCase()) &&
    /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) &&
    /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
  )
}
