// Installs from Debian what a cluster without a registry needs. A step of its own, called by CI or by
// a person who wants it: nothing else here changes the machine.
import { clientPackages, enginePackages, nodePackages } from './debian-packages.ts'
import { progressLines } from '../tools/progress.ts'
import { doesSucceed, runCommand } from '../tools/run-command.ts'

const progress = progressLines()
const wanted = [...new Set([...enginePackages, ...nodePackages, ...clientPackages])].toSorted()
const installed = await Promise.all(
  wanted.map((name) => doesSucceed('dpkg-query', ['--show', '--showformat=${Version}', name])),
)
const missing = wanted.filter((_, index) => installed[index] !== true)

if (missing.length === 0) {
  progress('everything is installed')
} else if (!(await doesSucceed('apt-get', ['--version']))) {
  console.error(`apt-get is missing; install by other means: ${missing.join(', ')}`)
  process.exitCode = 2
} else {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  progress('reading the package lists')
  await runCommand('apt-get', ['update', '-qq'], { env })
  progress(`installing ${missing.join(', ')}`)
  await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    env,
  })
  progress('installed')
}
