// The parts of a chapter's README that are not written by hand: the table of its requests, and the
// output of the commands that it shows. And the parts that have to be in its manifests: YAML blocks.
import type { ExpectedAnswer, RequestCase } from '../../src/testing/requests/request-case.ts'

const table = /(<!-- requests -->\n)[\s\S]*?(<!-- end -->)/g
const transcript = /(```console\n\$ npx rauta (.*)\n)[\s\S]*?(```)/g

/** `run` gets what stands behind `npx rauta`, and answers what it prints. */
export async function rewriteReadme(
  readme: string,
  requests: readonly RequestCase[],
  run: (command: string) => Promise<string>,
): Promise<string> {
  const outputs = new Map<string, string>()
  for (const [, , command = ''] of readme.matchAll(transcript))
    outputs.set(command, `${withoutTheFine((await run(command)).trimEnd())}\n`)
  return readme
    .replace(table, (_all, begin, end) => `${begin}${requestTable(requests)}\n${end}`)
    .replace(transcript, (_all, begin, command, end) => `${begin}${outputs.get(command)}${end}`)
}

/** Objects with nothing wrong are left out, and a line says so. They come last, before the summary. */
function withoutTheFine(output: string): string {
  const blocks = output.split('\n\n')
  const kept = blocks.filter((block) => !block.startsWith('✔'))
  if (kept.length < blocks.length) kept.splice(-1, 0, '… (objects with nothing wrong)')
  return kept.join('\n\n')
}

/** YAML blocks of the page that are in none of the texts, however they are indented there. */
export function strayExcerpts(readme: string, texts: readonly string[]): readonly string[] {
  const wanted = texts.map(flush)
  return [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, excerpt = '']) => excerpt)
    .filter((excerpt) => !wanted.some((text) => text.includes(flush(excerpt))))
}

/** Each line's indent against the one before: the same wherever a block stands. */
function flush(yaml: string): string {
  let before = 0
  const lines = yaml.trimEnd().split('\n')
  const marked = lines.map((line, index) => {
    const indent = line.search(/\S|$/)
    const step = index === 0 ? 0 : indent - before
    before = indent
    return { step, text: line.trim() }
  })
  return marked.map(({ step, text }, index) => (index === 0 ? text : `${step}|${text}`)).join('\n')
}

function requestTable(requests: readonly RequestCase[]): string {
  const rows = requests.map(
    (request) => `| ${asked(request)} | ${answered(request)} | ${request.what} |`,
  )
  return ['| request | answer | |', '| --- | --- | --- |', ...rows].join('\n')
}

function asked({
  method = 'GET',
  url,
  headers = {},
  protocol,
  body,
  times,
  ...tls
}: RequestCase): string {
  const isHttp = url.startsWith('http')
  const parts = [`\`${isHttp && protocol !== 'grpc' ? `${method} ` : ''}${url}\``]
  if (protocol === 'grpc') parts.push('gRPC')
  if (body !== undefined && !isHttp) parts.push(`\`${body}\``)
  for (const [name, value] of Object.entries(headers)) {
    const values = typeof value === 'string' ? value : value.join(', ')
    parts.push(`\`${name}: ${values}\``)
  }
  if (protocol === 'h2') parts.push('HTTP/2')
  if (protocol === 'websocket') parts.push('WebSocket')
  if (tls.sni !== undefined) parts.push(`handshake for \`${tls.sni}\``)
  if (tls.clientCertificate !== undefined)
    parts.push(`certificate by the authority in \`${tls.clientCertificate}\``)
  if (times !== undefined) parts.push(`${times} times`)
  return parts.join(', ')
}

function answered({ expect, url }: RequestCase): string {
  if (expect.refused) return /^(?:tcp|udp)/.test(url) ? 'nothing' : 'no handshake'
  const from = expect.backend === undefined ? '' : ` from \`${expect.backend}\``
  const said = expect.grpcStatus === undefined ? expect.status : `gRPC's ${expect.grpcStatus}`
  return [`${said ?? 'an answer'}${from}`, ...details(expect)].join('<br>')
}

function details(expect: ExpectedAnswer): string[] {
  const facts: string[] = []
  if (expect.bodyHas !== undefined) facts.push(`\`${expect.bodyHas}\``)
  for (const [backend, percent] of Object.entries(expect.shares ?? {}))
    facts.push(`${percent} % from \`${backend}\``)
  for (const [backend, percent] of Object.entries(expect.mirrored ?? {}))
    facts.push(`${percent} % copied to \`${backend}\``)
  for (const [name, value] of Object.entries(expect.headers ?? {}))
    facts.push(value === null ? `no \`${name}\`` : `\`${name}: ${value}\``)
  if (expect.certificate !== undefined) facts.push(`certificate for \`${expect.certificate}\``)
  for (const key of ['host', 'path', 'proto'] as const)
    if (expect[key] !== undefined) facts.push(`the backend sees ${key} \`${expect[key]}\``)
  const { backendTls } = expect
  if (backendTls === null) facts.push('the backend sees no TLS')
  if (backendTls) facts.push(`the backend sees TLS for \`${backendTls.serverName}\``)
  if (backendTls?.clientCertificate !== undefined)
    facts.push(`the backend sees a certificate of \`${backendTls.clientCertificate}\``)
  for (const [name, value] of Object.entries(expect.requestHeaders ?? {}))
    facts.push(
      value === null ? `the backend sees no \`${name}\`` : `the backend sees \`${name}: ${value}\``,
    )
  return facts
}
