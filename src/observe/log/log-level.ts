export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** From the fewest lines to the most. */
export const logLevels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']
