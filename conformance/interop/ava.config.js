// gRPC's interoperability cases and h2spec: `make grpc-interop`. They are not part of `make test`, as they need Go.
// oxlint-disable-next-line import/no-default-export -- what AVA reads
export default {
  extensions: ['ts'],
  files: ['conformance/interop/*.interop.test.ts'],
  // The first build of the programs takes a minute or more.
  timeout: '10m',
  concurrency: 1,
  workerThreads: false,
  verbose: true,
}
