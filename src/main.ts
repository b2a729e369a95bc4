#!/usr/bin/env node
// The program's entry. What it puts together stands in cli/start-gateway.ts.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { runCli } from './cli/run-cli.ts'

// Types stripped once, not at every start. Where it can't be written, starting takes a little longer.
enableCompileCache(join(import.meta.dirname, '../.cache/compile'))

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  errors: process.stderr,
})
