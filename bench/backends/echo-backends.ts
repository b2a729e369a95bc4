// Backends that send back what they are sent, by all that is not plain HTTP.
import { benchProgram } from '../programs.ts'
import type { BackendPorts, Certificate } from '../proxies/proxy.ts'
import { startProcess, type StartedProcess } from '../started-process.ts'

/** A gRPC message: not compressed, 16 bytes long. */
export const grpcMessage = Buffer.concat([Buffer.from([0, 0, 0, 0, 16]), Buffer.alloc(16, 'x')])

export async function startEchoBackends(at: {
  readonly core: string | undefined
  readonly certificate: Certificate
  readonly ports: BackendPorts
}): Promise<StartedProcess> {
  const { core, certificate, ports } = at
  const { grpc, tcp, tls, websocket, udp } = ports
  const doors = { grpc, tcp, 'tls-echo': tls, websocket, udp }
  return startProcess({
    command: await benchProgram(),
    args: [
      'echo',
      `-cert=${certificate.certificate}`,
      `-key=${certificate.key}`,
      ...Object.entries(doors).map(([name, port]) => `-${name}=127.0.0.1:${port}`),
    ],
    core,
    ports: [grpc, tcp, tls, websocket],
  })
}
