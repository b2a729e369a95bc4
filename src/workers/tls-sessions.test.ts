// TLS sessions over several workers: they resume at each of them, and at none once they may not.
import { once } from 'node:events'
import { connect } from 'node:tls'
import test from 'ava'
import { testCertificate } from '../testing/proxy/client-side/certificate.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import { eventually } from '../testing/eventually.ts'
import { onPort, secureListeners, startWorkers } from '../testing/workers/worker-plane.ts'

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test.serial(
    `${version}: a session resumes at every worker, until its listener is gone`,
    async (t) => {
      const backend = await httpBackend('http1', (_, response) => response.end('hello'))
      t.teardown(backend.close)
      const certificate = await testCertificate(['shop.example'])
      const plain = snapshotOfRule({}, { shop: [backend.endpoint] })
      const snapshot = {
        ...plain,
        listeners: secureListeners(plain, certificate),
        certificates: { [certificate.name]: certificate },
      }
      const workers = await startWorkers(t, snapshot, { count: 3 })
      /** Whether it was resumed, and a session to resume. */
      const visit = async (session?: Buffer) => {
        const socket = connect({
          port: workers.port,
          host: '127.0.0.1',
          servername: 'shop.example',
          rejectUnauthorized: false,
          minVersion: version,
          maxVersion: version,
          ...(session && { session }),
        })
        t.teardown(() => void socket.destroy())
        let next = session
        socket.on('session', (given: Buffer) => (next = given))
        const closed = once(socket, 'close')
        await once(socket, 'secureConnect')
        const isResumed = socket.isSessionReused()
        socket.write('GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n')
        socket.resume()
        await closed
        return { isResumed, session: next }
      }
      const { session, isResumed } = await visit()
      t.false(isResumed)
      // Each comes to any of the three.
      const visits = await Promise.all(Array.from({ length: 30 }, () => visit(session)))
      t.deepEqual(
        visits.filter((one) => !one.isResumed),
        [],
      )

      // One that starts later, too.
      const [victim = 0] = workers.pids()
      process.kill(victim, 'SIGKILL')
      await eventually(() => !workers.pids().includes(victim))
      await workers.serve(3)
      const later = await Promise.all(Array.from({ length: 30 }, () => visit(session)))
      t.true(later.every((one) => one.isResumed))

      await workers.plane.apply(onPort({ ...snapshot, listeners: [] }, workers.port))
      await workers.plane.apply(onPort(snapshot, workers.port))
      const after = await Promise.all(Array.from({ length: 30 }, () => visit(session)))
      t.true(after.every((one) => !one.isResumed))
    },
  )
}
