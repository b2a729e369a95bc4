// The tests that start a cluster: `ava --config kind/ava.config.js`. They are not part of `make test`.
// oxlint-disable-next-line import/no-default-export -- what AVA reads
export default {
  extensions: ['ts'],
  files: ['kind/**/*.cluster.test.ts'],
  // The node image's first build takes minutes.
  timeout: '15m',
  concurrency: 1,
  workerThreads: false,
  verbose: true,
}
