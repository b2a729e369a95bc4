// The tests that need a real API server, or root for network namespaces: `ava --config
// src/cluster/ava.config.js`. They are not part of `make test`: the first run builds Kubernetes, which
// takes minutes.
// oxlint-disable-next-line import/no-default-export -- AVA asks for it
export default {
  extensions: ['ts'],
  files: ['src/**/*.apiserver.test.ts', 'src/**/*.netns.test.ts', 'deploy/**/*.apiserver.test.ts'],
  timeout: '15m',
  workerThreads: false,
  concurrency: 1,
}
