// What Kubernetes takes for the key and the value of a label, wherever one is written or asked for
// (k8s.io/apimachinery/pkg/api/validate/content, IsLabelKey and IsLabelValue).

/** As `team`, or `example.com/team`. Annotations have such keys too. */
export function isLabelKey(key: string): boolean {
  const slash = key.lastIndexOf('/')
  const prefix = key.slice(0, Math.max(0, slash))
  const name = key.slice(slash + 1)
  if (slash >= 0 && !isDnsSubdomain(prefix)) return false
  return name !== '' && isLabelValue(name)
}

/** "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'" */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/.test(value)
}

/** As `example.com`: small letters, digits and '-' between dots (IsDNS1123Subdomain). */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && dnsName.test(name)
}

// Asked only of what is at most 253 characters long.
const dnsName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
