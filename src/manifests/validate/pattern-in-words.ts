// The patterns that the schemas use most, said in words; others are shown as they are.

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`

const words: Readonly<Record<string, string>> = {
  [`^${label}$`]:
    "a DNS label (lower case letters, digits and '-', a letter or digit at both ends)",
  [`^${subdomain}$`]: "a DNS name (labels of lower case letters, digits and '-', joined by '.')",
  [`^$|^${subdomain}$`]: 'a DNS name in lower case, or "" for the core group',
  [`^(\\*\\.)?${subdomain}$`]: 'a DNS name in lower case, the first label may be *',
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$': 'the name of a kind, such as Service',
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$':
    'a duration such as 10s, 1m30s or 500ms (h, m, s, ms; no fractions)',
  "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$": "a header name (letters, digits and !#$%&'*+-.^_`|~)",
}

/** `meant`: what fits, and was most likely meant. */
export function patternInWords(pattern: string, meant?: string): string {
  const said = Object.hasOwn(words, pattern) ? `${words[pattern]}` : `what matches ${pattern}`
  return meant === undefined ? said : `${said} (did you mean ${meant === '' ? '""' : meant}?)`
}
