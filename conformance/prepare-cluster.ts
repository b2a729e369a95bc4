// What has to be in a cluster before the suite runs: the CRDs, the suite's backends, and Rauta.
import type { Cluster } from '../kind/cluster.ts'
import { installCrds } from '../kind/install-crds.ts'
import type { Progress } from '../tools/progress.ts'
import { loadRauta, rautaImage } from '../kind/rauta-image.ts'
import type { PinnedVersion } from '../tools/generate/crds.ts'
import { installRauta, type PublishedClass } from './install-rauta.ts'
import { type StaticAddresses, staticAddresses } from './static-addresses.ts'

export interface PreparedCluster extends PublishedClass {
  readonly addresses: StaticAddresses
}

export async function prepareCluster(
  cluster: Cluster,
  {
    archives,
    claimed,
    version,
    poolRange = cluster.network?.poolRange,
    flags,
  }: {
    readonly archives: readonly string[]
    /** What the GatewayClass is to publish. */
    readonly claimed: readonly string[]
    readonly version: PinnedVersion
    readonly poolRange: string | undefined
    readonly flags: readonly string[]
  },
  progress: Progress,
): Promise<PreparedCluster> {
  if (poolRange === undefined)
    throw new Error('POOL_RANGE=CIDR is missing: addresses for Gateways, reached from this machine')
  if (cluster.network?.isReachedFromHere === false)
    throw new Error('the cluster’s network is not reached from this machine: run this on Linux')
  const addresses = staticAddresses(poolRange)
  await installCrds(cluster, progress, version)
  // An existing cluster's nodes pull what they need.
  if (cluster.kind !== 'existing') {
    progress('loading the suite’s backends')
    for (const archive of archives) await cluster.loadImage(archive)
    const image = await rautaImage()
    if (!image.hasIp)
      throw new Error('pool mode needs `ip` in the image: apt-get install busybox-static')
    await loadRauta(cluster, { image, loaded: undefined }, progress)
  }
  progress(`installing Rauta, Gateways’ addresses out of ${poolRange}`)
  const published = await installRauta(cluster, { poolRange, flags })
  if (published.features.join() !== claimed.join())
    throw new Error('the GatewayClass does not publish what src/status/supported-features.ts lists')
  return { ...published, addresses }
}
