// All rows of advice.
import { addresses } from './advice-addresses.ts'
import { listeners } from './advice-listeners.ts'
import { backends } from './advice-backends.ts'
import { filters } from './advice-filters.ts'
import { listenerSets } from './advice-listener-sets.ts'
import { parents } from './advice-parents.ts'
import { policies } from './advice-policies.ts'
import { rulesOfRoutes } from './advice-rules.ts'
import { selectors } from './advice-selectors.ts'
import { tls } from './advice-tls.ts'
import { fieldsOfLaterCrds } from './advice-unknown-fields.ts'
import type { Advice } from './advice.ts'

export const adviceTable: readonly Advice[] = [
  listeners,
  selectors,
  listenerSets,
  parents,
  rulesOfRoutes,
  filters,
  backends,
  tls,
  policies,
  addresses,
  fieldsOfLaterCrds,
].flat()
