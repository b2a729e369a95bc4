// What a request costs, beside nginx: `make speed-guard`. Not part of `make test`, as it needs nginx, wrk,
// h2load and Go.
// oxlint-disable-next-line import/no-default-export -- what AVA reads
export default {
  extensions: ['ts'],
  files: ['bench/**/*.guard.test.ts'],
  timeout: '10m',
  concurrency: 1,
  workerThreads: false,
  verbose: true,
}
