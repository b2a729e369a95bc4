// The parts of pages that are made from the code: between `<!-- generated: NAME -->` and
// `<!-- end -->`. tools/docs/docs.test.ts compares them; UPDATE_DOCS=1 rewrites them.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { apiPermissions, podPrivileges, type Table } from '../../deploy/privileges.ts'
import {
  attackRows,
  committedReport,
  dayRows,
  inputRows,
  memoryRows,
} from '../../conformance/attacks/report.ts'
import { provenByScenarios } from '../../conformance/proven-by-scenarios.ts'
import { publishedReport } from '../../conformance/published-report.ts'
import { type Room, rooms } from '../../src/rooms.ts'
import { supportedFeatures } from '../../src/status/supported-features.ts'
import { comparison } from './comparison.ts'
import { requestWays, ruleWays } from './http1-ways.ts'
import { codeBlock, table } from './markdown.ts'
import { performanceBlocks } from './performance/tables.ts'
import { referenceBlocks } from './reference/reference-blocks.ts'
import { statusTranscript } from './status-transcript.ts'

const root = join(import.meta.dirname, '../..')

/** By name: the Markdown of a block. */
export const blocks: Readonly<Record<string, () => string | Promise<string>>> = {
  rooms: () =>
    table(
      ['room', 'what it holds', 'may import', 'packages at home', 'effects'],
      Object.entries(rooms).map(([name, room]) => [
        `\`src/${name}\``,
        room.holds,
        room.rooms.join(', ') || 'nothing',
        room.packages.join(', ') || 'none',
        room.effects,
      ]),
    ),
  folders: () =>
    Object.entries(rooms)
      .map(([name, room]) => `### src/${name}\n\n${foldersOf(name, room)}`)
      .join('\n\n'),
  'supported-features': () => supportedFeatures.map((feature) => `- ${feature}`).join('\n'),
  commands: () => codeBlock('console', `$ make\n${run('make', ['--no-print-directory'])}`),
  help: () => codeBlock('console', `$ npx rauta --help\n${run('node', ['src/main.js', '--help'])}`),
  'check-transcript': () =>
    codeBlock('console', `$ npx rauta check ${mistaken.join(' ')}\n${firstMistake()}`),
  'explain-transcript': () =>
    codeBlock('console', `$ npx rauta ${explained.join(' ')}\n${failed(explained)}`),
  'status-transcript': async () =>
    codeBlock('console', `$ npx rauta status\n${await statusTranscript()}`),
  comparison: () => tableOf(comparison),
  ...performanceBlocks,
  'http1-ways-of-requests': () => table(['request', 'way'], requestWays()),
  'http1-ways-of-rules': () => table(['a rule with', 'way'], ruleWays()),
  attacks: () => attacks(),
  'conformance-report': () => conformanceReport(),
  'conformance-summary': () => conformanceSummary(),
  'proven-by-scenarios': () =>
    table(
      ['feature', 'scenarios from files', 'in the cluster'],
      provenByScenarios.map(({ feature, scenarios, chapter }) => [
        feature,
        `\`${scenarios}\``,
        `\`${chapter}\`, by \`make scenarios\``,
      ]),
    ),
  'pod-privileges': async () => tableOf(await podPrivileges()),
  'api-permissions': async () => tableOf(await apiPermissions()),
  ...referenceBlocks,
}

function foldersOf(name: string, { folders }: Room): string {
  return table(
    ['folder', 'the question that it answers', 'imports of the room'],
    Object.entries(folders).map(([folder, { holds, imports }]) => [
      `\`${['src', name, folder].filter(Boolean).join('/')}\``,
      holds,
      imports.map((other) => other || name).join(', ') || 'nothing',
    ]),
  )
}

/** What the report shows; a feature that is claimed since then is named as such. */
function conformanceReport(): string {
  const report = publishedReport()
  const rows = report.profiles.flatMap(({ name, core, extended }) =>
    Object.entries({ core, ...(extended && { extended }) }).map(
      ([level, { result, statistics }]) => {
        const { Passed, Failed, Skipped } = statistics
        return [name, level, result, String(Passed), String(Failed), String(Skipped)]
      },
    ),
  )
  const extended = report.profiles.flatMap((profile) => profile.extended ?? [])
  const shown = new Set(extended.flatMap((each) => each.supportedFeatures ?? []))
  const others = new Set(extended.flatMap((each) => each.unsupportedFeatures ?? []))
  const newer = supportedFeatures.filter((feature) => others.has(feature) && !shown.has(feature))
  return [
    `Gateway API ${report.gatewayAPIVersion}, ${report.gatewayAPIChannel} channel, mode \`${report.mode}\`:`,
    table(['profile', 'level', 'result', 'passed', 'failed', 'skipped'], rows),
    `Extended features in it: ${[...shown].join(', ')}.`,
    ...(newer.length > 0 ? [`Claimed since then: ${newer.join(', ')}.`] : []),
  ].join('\n\n')
}

function conformanceSummary(): string {
  const shown = (tests: { statistics: { Passed: number; Failed: number } } | undefined) =>
    tests
      ? `${tests.statistics.Passed} of ${tests.statistics.Passed + tests.statistics.Failed}`
      : '–'
  return table(
    ['profile', 'core', 'extended'],
    publishedReport().profiles.map(({ name, core, extended }) => [
      name,
      shown(core),
      shown(extended),
    ]),
  )
}

/** What a well-behaved client met beside each attack, and the memory of the processes. */
function attacks(): string {
  const report = committedReport()
  const { about, reports } = report
  return [
    `Measured on ${about.cpu}, Node ${about.node}, ${about.nginx}.`,
    table(['a bad day', ...reports.map(({ target }) => `${target}, failed`)], dayRows(report)),
    table(['ambiguous requests', 'tried', 'refused', 'smuggled'], inputRows(report)),
    table(['attack', ...reports.map(({ target }) => target)], attackRows(report)),
    table(['memory of', 'at start', 'highest', 'after a minute of rest'], memoryRows(report)),
  ].join('\n\n')
}

const chapter = 'docs/guide/01-a-first-route'
const mistaken = ['-f', `${chapter}/manifests`, '-f', `${chapter}/mistake.yaml`]

const explained = ['explain', 'GET', 'http://shop.example/returns', ...mistaken]

/** What `rauta check` says of the first chapter with its mistake: up to the first object that is fine. */
function firstMistake(): string {
  return `${failed(['check', ...mistaken]).split('\n\n')[0]}\n…`
}

/** What a command prints that ends with 1. */
function failed(args: readonly string[]): string {
  return spawnSync('node', ['src/main.js', ...args], { cwd: root, encoding: 'utf8' }).stdout
}

function tableOf({ columns, rows }: Table): string {
  return table(columns, rows)
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8' })
}
