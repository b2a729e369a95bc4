// A kubeconfig for an API server on loopback.
import { KubeConfig } from '@kubernetes/client-node'

export function kubeConfigFor(server: {
  port: number
  cert: string
  token?: string
  tokenFile?: string
}) {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    {
      name: 'test',
      server: `https://127.0.0.1:${server.port}`,
      skipTLSVerify: false,
      caData: Buffer.from(server.cert).toString('base64'),
    },
    {
      name: 'test',
      ...(server.token === undefined ? {} : { token: server.token }),
      ...(server.tokenFile === undefined
        ? {}
        : { authProvider: { name: 'tokenFile', config: { tokenFile: server.tokenFile } } }),
    },
  )
  return config
}
