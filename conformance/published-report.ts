// The committed report, for pages that say what was shown; its profiles in the order of the claim, since the suite
// writes them in any.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { claimedProfiles } from './claimed-profiles.ts'
import { mode } from './implementation.ts'
import { reportsFolder } from './publish-report.ts'
import { type ConformanceReport, parseReport } from './report.ts'

export function publishedReport(): ConformanceReport {
  const file = `experimental-${packageJson.version}-${mode}-report.yaml`
  const report = parseReport(readFileSync(join(reportsFolder, file), 'utf8'))
  const place = ({ name }: { readonly name: string }) => claimedProfiles.indexOf(name)
  return {
    ...report,
    profiles: report.profiles.toSorted((one, other) => place(one) - place(other)),
  }
}
