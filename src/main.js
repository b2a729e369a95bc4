#!/usr/bin/env node
// The program's entry: the command line. Programs import the gateway from src/gateway.
//
// JavaScript, alone in this folder: what strips types takes 17 MiB and 35 ms, and is loaded for the first
// TypeScript file that is not in the compile cache, which an entry never is.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Types stripped once, not at every start. Where it can't be written, starting takes a little longer.
enableCompileCache(join(import.meta.dirname, '../.cache/compile'))
const { keepInspectorClosed } = await import('./cli/options/no-inspector.ts')
keepInspectorClosed()
const { outlastReaders } = await import('./cli/options/reader-gone.ts')
const { runCli } = await import('./cli/run-cli.ts')

const streams = { out: process.stdout, errors: process.stderr }
outlastReaders(streams)
const exitCode = await runCli(process.argv.slice(2), streams)
process.exitCode ||= exitCode
