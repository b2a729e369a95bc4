#!/usr/bin/env node
// The program's entry. What it puts together stands in cli/start-gateway.ts.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything is loaded: by this signal Node opens its inspector, and who may send it, or reaches the
// port, reads every key. To look inside, start it by `node --inspect src/main.ts`.
process.on('SIGUSR1', () => {})

// Types stripped once, not at every start. Where it can't be written, starting takes a little longer.
enableCompileCache(join(import.meta.dirname, '../.cache/compile'))
const { outlastReaders } = await import('./cli/options/reader-gone.ts')
const { runCli } = await import('./cli/run-cli.ts')

const streams = { out: process.stdout, errors: process.stderr }
outlastReaders(streams)
const exitCode = await runCli(process.argv.slice(2), streams)
process.exitCode ||= exitCode
