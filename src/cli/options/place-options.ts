// Where the Gateways of manifests listen: the same flags, with the same defaults, for all who read manifests.
import type { Command } from 'commander'
import { ipAddressOption, portOffsetOption } from './option-parsers.ts'

export function addPlaceOptions(command: Command): Command {
  return command
    .option('--address <ip>', 'IP address of the Gateways', ipAddressOption, '127.0.0.1')
    .option(
      '--port-offset <n>',
      'Number added to the port of each listener',
      portOffsetOption,
      usualPortOffset,
    )
}

const usualPortOffset = 8000
