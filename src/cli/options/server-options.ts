// What every process that serves is given: its two servers, and what it logs.
import { Option } from 'commander'
import { logLevels } from '../../observe/log/log-level.ts'
import { socketOption } from './option-parsers.ts'

export function adminServerOption(): Option {
  return socketOption(
    '--admin',
    'Admin server: /status, /explain and configuration dumps; loopback only',
    '127.0.0.1:9901',
  )
}

export function healthServerOption(byDefault: string): Option {
  return socketOption('--health', 'Server for health and metrics', byDefault)
}

export function accessLogOption(): Option {
  return new Option(
    '--access-log <format>',
    'Access log format, one line per request (default: text on a terminal, else json)',
  ).choices(['json', 'text', 'off'])
}

export function logLevelOption(): Option {
  return new Option('--log-level <level>', 'Minimum log level').choices(logLevels).default('info')
}
