// An explanation for people.
import type { Colours } from '../../observe/log/colours.ts'
import { printable } from '../../observe/log/printable.ts'
import type { ExplainedBackendRef, ExplainedOutcome } from '../../proxy/explain/explanation.ts'
import type { Explained } from '../../gateway/explain/explain.ts'

const maxNear = 5
const maxEndpoints = 5

export function explainText(explained: Explained, colours: Colours): string[] {
  const { asked, steps, outcome, backendRefs } = explained
  const mark = markWith(colours)
  return [
    colours.bold(printable(asked)),
    ...steps.map(
      ({ step, isPassed, says }) => `  ${mark(isPassed)} ${step.padEnd(9)} ${printable(says)}`,
    ),
    ...backendLines(backendRefs, colours),
    outcomeLine(outcome, colours),
    ...section('Ignored because of mistakes', mistakeLines(explained, colours), colours),
    ...section('Conditions', objectLines(explained, colours), colours),
    ...section('Nearest candidates that are not used', nearLines(explained), colours),
  ]
}

function section(title: string, lines: readonly string[], colours: Colours): string[] {
  return lines.length === 0 ? [] : ['', colours.bold(title), ...lines]
}

function markWith(colours: Colours): (isPassed: boolean) => string {
  return (isPassed) => (isPassed ? colours.green('✔') : colours.red('✘'))
}

function outcomeLine(
  { isServed, status, grpcStatus, says }: ExplainedOutcome,
  colours: Colours,
): string {
  const ofGrpc = grpcStatus === undefined ? '' : `, grpc-status ${grpcStatus}`
  const text = printable(status === undefined ? says : `${status}${ofGrpc}: ${says}`)
  return `  ${isServed ? colours.green(`→ ${text}`) : colours.red(`→ ${text}`)}`
}

function backendLines(refs: readonly ExplainedBackendRef[], colours: Colours): string[] {
  const mark = markWith(colours)
  return refs.flatMap(({ name, percent, backend, outcome, filters, endpoints }) => {
    const shown = endpoints.slice(0, maxEndpoints).map((one) => `${one.name} ${one.address}`)
    const more =
      endpoints.length > shown.length ? `, and ${endpoints.length - shown.length} more` : ''
    const share = percent === 100 ? '' : `, ${percent} %`
    return [
      `  ${mark(outcome.isServed)} backend   ${printable(backend ?? name)}${share}`,
      ...filters.map((text) => `      filter    ${printable(text)}`),
      ...(shown.length > 0 ? [`      endpoints ${printable(shown.join(', '))}${more}`] : []),
    ]
  })
}

function mistakeLines({ mistakes }: Explained, colours: Colours): string[] {
  const lines = mistakes.slice(0, maxNear).map((text) => `  ${colours.red('✘')} ${printable(text)}`)
  return withRest(lines, mistakes.length)
}

function objectLines({ objects }: Explained, colours: Colours): string[] {
  const lines = objects.slice(0, maxNear).map(({ object, place, why, conditions, unserved }) => {
    const at = place === undefined ? '' : `  ${colours.dim(printable(place))}`
    const said = conditions.map(({ part, type, status, reason, message, place: field }) => {
      const where = field === undefined ? '' : `  ${colours.dim(printable(field))}`
      const verdict = `${part === '' ? '' : `${part}: `}${type}=${status} ${reason}`
      return `    ${colours.red('✘')} ${colours.red(printable(verdict))}: ${printable(message)}${where}`
    })
    const head = `  ${printable(`${object} (${why})`)}${at}`
    return [head, ...(unserved === undefined ? [] : [`    ${printable(unserved)}`]), ...said].join(
      '\n',
    )
  })
  return withRest(lines, objects.length)
}

function nearLines({ near }: Explained): string[] {
  const lines = near
    .slice(0, maxNear)
    .map(({ name, part, why }) => `  ${printable(name)}\n    ${printable(`${part}: ${why}`)}`)
  return withRest(lines, near.length)
}

function withRest(lines: readonly string[], total: number): string[] {
  return [...lines, ...(total > lines.length ? [`  … and ${total - lines.length} more`] : [])]
}
