// What was seen of one case, as text in which two gateways that do the same agree to the letter. What differs by
// time or place is named instead: dates that the gateway makes, request ids that it makes, ports.
import { createHash } from 'node:crypto'
import type { Message } from './messages.ts'
import { readResponse } from './messages.ts'

/** Numbers of ports by what they are called. */
export type PortNames = ReadonlyMap<string, string>

const longest = 2_000

export function canonicalMessage({ start, lines, content, trailers, ...rest }: Message): string {
  const { end, extensions } = rest
  return [
    start,
    ...grouped(lines),
    `(${end}, ${content.length} bytes${extensions.length > 0 ? `, extensions ${extensions.join()}` : ''})`,
    ...(content === '' ? [] : [shortened(content)]),
    ...(trailers.length === 0 ? [] : ['(trailers)', ...trailers]),
  ].join('\n')
}

/** All answers that a client got on one connection; what is no message stays as it is. */
export function canonicalAnswers(received: string, methods: readonly string[]): string {
  const found: string[] = []
  let at = 0
  for (let answer = 0; at < received.length;) {
    const message = readResponse(received, at, methods[answer] ?? 'GET')
    if (!message) break
    found.push(canonicalMessage(message))
    at = message.next
    if (!/^\S+ 1\d\d/.test(message.start)) answer++
  }
  if (at < received.length) found.push(`(no message) ${shortened(received.slice(at))}`)
  return found.join('\n\n')
}

/** The methods of the requests in what a client sent, as far as they look like requests. */
export function methodsIn(sent: string): readonly string[] {
  return [...sent.matchAll(/([A-Z]+) \S+ HTTP\/1\.\d\r\n/g)].map(([, method = '']) => method)
}

/**
 * The order of lines with different names means nothing (RFC 9110 §5.3). Of those with one name it does; the reference
 * way writes all of them with the case of the first.
 */
function grouped(lines: readonly string[]): readonly string[] {
  const byName = Map.groupBy(lines, nameOf)
  return [...byName.keys()].toSorted().flatMap((name) => {
    const same = byName.get(name) ?? []
    return same.length === 1 ? same : same.map((line) => name + line.slice(name.length))
  })
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':')).toLowerCase()
}

export function named(text: string, ports: PortNames): string {
  return text
    .replace(/\b\d{4,5}\b/g, (number) => ports.get(number) ?? number)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(id)')
    .replace(/^Date: (?!Thu, 01 Jan 2026)\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/gim, 'Date: (now)')
}

function shortened(text: string): string {
  if (text.length <= longest) return JSON.stringify(text)
  const digest = createHash('sha1').update(text, 'latin1').digest('hex')
  return `${JSON.stringify(text.slice(0, 100))}… ${text.length} bytes, SHA-1 ${digest}`
}
