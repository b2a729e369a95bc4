/** Milliseconds of the processor that this thread takes to run it: other work on the machine hardly counts. */
export function processorMs(run: () => void): number {
  const start = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}
