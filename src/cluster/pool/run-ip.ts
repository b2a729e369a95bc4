// The program `ip`, busybox's in the image and iproute2's elsewhere, and what its failures mean for
// whoever runs the pod.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What it printed. Rejects with one sentence. */
export type RunIp = (args: readonly string[]) => Promise<string>

export const runIp: RunIp = (args) => runIpProgram(['ip'], args)

const timeoutMs = 10_000

/** `program` is a name, and what comes before the arguments of `ip`. */
export async function runIpProgram(
  [program = '', ...before]: readonly string[],
  args: readonly string[],
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, [...before, ...args], {
      timeout: timeoutMs,
      env: { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    })
    return stdout
  } catch (cause) {
    throw new Error(sentence(cause, args), { cause })
  }
}

function sentence(cause: unknown, args: readonly string[]): string {
  const {
    code,
    stderr = '',
    message,
  } = cause as { code?: unknown; stderr?: string; message: string }
  if (code === 'ENOENT')
    return 'The program `ip` is missing, which sets the routes of a pool: install iproute2, or use the image'
  const said = stderr.trim().split('\n')[0] || message
  if (/not permitted|denied/i.test(said))
    return 'The routes of this node cannot be changed: give the container the capability NET_ADMIN, as user 0'
  return `\`ip ${args.join(' ')}\` failed: ${said}`
}
