// Every attack, in the order in which a run makes them.
import type { Attack } from './attack.ts'
import * as connectionAbuse from './kinds/connection-abuse.ts'
import * as http2Floods from './kinds/http2-floods.ts'
import * as slowClients from './kinds/slow-clients.ts'
import * as tinyPieces from './kinds/tiny-pieces.ts'

export const allAttacks: readonly Attack[] = [
  tinyPieces,
  http2Floods,
  slowClients,
  connectionAbuse,
].flatMap((kind) => Object.values<Attack>(kind))
