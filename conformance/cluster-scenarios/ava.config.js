// The scenarios that need a real cluster: `make scenarios`. They are not part of `make test`.
// oxlint-disable-next-line import/no-default-export -- what AVA reads
export default {
  extensions: ['ts'],
  files: ['conformance/cluster-scenarios/*.cluster.test.ts'],
  // The node image's first build takes minutes.
  timeout: '15m',
  concurrency: 1,
  workerThreads: false,
  verbose: true,
}
