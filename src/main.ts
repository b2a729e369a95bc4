#!/usr/bin/env node
// The program's entry. What it puts together stands in cli/start-gateway.ts.
import { runCli } from './cli/run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  out: process.stdout,
  errors: process.stderr,
})
