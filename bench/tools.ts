// Programs that the bench needs beside npm packages, and how to get it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { streamModule } from './proxies/nginx-process.ts'

const tools = [
  { command: 'h2load', debian: 'nghttp2-client', homebrew: 'nghttp2' },
  { command: 'wrk', debian: 'wrk', homebrew: 'wrk' },
  { command: 'nginx', debian: 'nginx-light', homebrew: 'nginx' },
  { command: 'nginx-stream', debian: 'libnginx-mod-stream', homebrew: 'nginx' },
  { command: 'haproxy', debian: 'haproxy', homebrew: 'haproxy' },
  { command: 'go', debian: 'golang-go', homebrew: 'go' },
] as const

export type Tool = (typeof tools)[number]['command']

/** On a build machine, as root, what is missing is installed; a person is told how to. */
export async function requireTools(...commands: readonly Tool[]): Promise<void> {
  const missing = () =>
    tools.filter(({ command }) => commands.includes(command) && isMissing(command))
  if (missing().length > 0 && process.env['CI'] && process.getuid?.() === 0)
    install(missing().map((tool) => tool.debian))
  const still = missing()
  if (still.length === 0) return
  const debian = still.map((tool) => tool.debian).join(' ')
  const homebrew = still.map((tool) => tool.homebrew).join(' ')
  console.error(
    `The bench needs ${still.map((tool) => tool.command).join(', ')}: ` +
      `apt-get install ${debian} (Debian, Ubuntu) or brew install ${homebrew} (macOS).`,
  )
  process.exit(2)
}

function isMissing(command: Tool): boolean {
  if (command === 'nginx-stream') return !hasStreams()
  return spawnSync(command, ['-v']).error !== undefined
}

/** nginx carries TCP and UDP by a module, which Debian has as a package of its own. */
function hasStreams(): boolean {
  if (existsSync(streamModule)) return true
  return /--with-stream(?!\S)/.test(spawnSync('nginx', ['-V'], { encoding: 'utf8' }).stderr ?? '')
}

function install(packages: readonly string[]): void {
  // In runlevel 1 the packages start no services.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const stdio = ['ignore', 'ignore', 'inherit'] as const
  spawnSync('apt-get', ['update', '-q'], { env, stdio: [...stdio] })
  spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', ...packages], {
    env,
    stdio: [...stdio],
  })
}
