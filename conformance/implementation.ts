// What the report says of who made this. Whoever publishes a fork says so here.
import packageJson from '../package.json' with { type: 'json' }

export const implementation = {
  organization: 'rauta',
  project: packageJson.name,
  url: 'https://rauta.dev',
  version: packageJson.version,
  contact: 'https://rauta.dev',
}

/** How Gateways get addresses in this run: three Gateways of the suite listen on port 80 of any hostname,
 *  so that each needs an address of its own. */
export const mode = 'pool'
