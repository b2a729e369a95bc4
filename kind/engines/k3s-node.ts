// The node's container as testcontainers starts it, with two things of our own: its ports are published
// on this machine's loopback alone, and who starts it learns of it before it runs.
import { K3sContainer } from '@testcontainers/k3s'
import { getContainerRuntimeClient } from 'testcontainers'

const loopback = '127.0.0.1'

export class K3sNode extends K3sContainer {
  #onCreated: (id: string) => void = () => {}

  withOnCreated(onCreated: (id: string) => void): this {
    this.#onCreated = onCreated
    return this
  }

  protected override async beforeContainerCreated(): Promise<void> {
    await super.beforeContainerCreated()
    // An engine on another machine publishes there, where this machine's loopback does not lead.
    const { info } = await getContainerRuntimeClient()
    if (!isLoopback(info.containerRuntime.host)) return
    const bindings: unknown = this.hostConfig.PortBindings
    this.hostConfig.PortBindings = Object.fromEntries(
      Object.entries(bindings as Readonly<Record<string, readonly object[]>>).map(
        ([port, published]) => [port, published.map((one) => ({ ...one, HostIp: loopback }))],
      ),
    )
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#onCreated(id)
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === loopback
}
