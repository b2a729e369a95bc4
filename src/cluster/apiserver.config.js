// `RAUTA_KUBERNETES=BINARY ava --config src/cluster/apiserver.config.js`: the tests that need a real API
// server, which is minutes of building when there is none yet.
// oxlint-disable-next-line import/no-default-export -- AVA asks for it
export default {
  extensions: ['ts'],
  files: ['src/**/*.apiserver.test.ts'],
  timeout: '180s',
  workerThreads: false,
  concurrency: 1,
}
