// Bars side by side, as SVG: the text takes the colour that suits a light or a dark page.

export interface BarChart {
  readonly title: string
  /** What a length means. */
  readonly unit: string
  /** Names of the bars of each group, in their order. */
  readonly series: readonly { readonly name: string; readonly colour: string }[]
  /** A group has a value for each of the series; undefined: no bar. */
  readonly groups: readonly {
    readonly label: string
    readonly values: readonly (number | undefined)[]
  }[]
  /** A line across all groups at this value. */
  readonly line?: { readonly at: number; readonly label: string }
  readonly digits: number
}

const width = 800
const labels = 300
const figures = 60
const bar = 12
const gap = 12
const top = 76

export function barChart(chart: BarChart): string {
  const { title, unit, series, groups, line, digits } = chart
  const most = Math.max(line?.at ?? 0, ...groups.flatMap(({ values }) => values.map((v) => v ?? 0)))
  const scale = (value: number) => Math.round(((width - labels - figures) * value) / (most || 1))
  const groupHeight = series.length * bar + gap
  const height = top + groups.length * groupHeight
  const rows = groups.flatMap(({ label, values }, index) => {
    const y = top + index * groupHeight
    const middle = y + (series.length * bar) / 2 + 4
    const name = `<text x="${labels - 10}" y="${middle}" text-anchor="end">${escaped(label)}</text>`
    const bars = values.map((value, at) => {
      if (value === undefined) return ''
      const from = y + at * bar
      const length = scale(value)
      const figure = value.toFixed(digits)
      return `<rect x="${labels}" y="${from}" width="${length}" height="${bar - 2}" fill="${series[at]?.colour}"/>
<text class="small" x="${labels + length + 4}" y="${from + bar - 3}">${figure}</text>`
    })
    return [name, bars.filter(Boolean).join('\n')]
  })
  const legend = series.flatMap(({ name, colour }, index) => {
    const x = labels + index * 160
    return [
      `<rect x="${x}" y="36" width="10" height="10" fill="${colour}"/>`,
      `<text class="small" x="${x + 15}" y="45">${escaped(name)}</text>`,
    ]
  })
  const across = line
    ? [
        `<line x1="${labels + scale(line.at)}" y1="${top - 6}" x2="${labels + scale(line.at)}" y2="${height - gap}"/>`,
        `<text class="small" x="${labels + scale(line.at)}" y="${top - 10}" text-anchor="middle">${escaped(line.label)}</text>`,
      ]
    : []
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    style,
    `<text class="title" x="10" y="20">${escaped(title)}</text>`,
    `<text class="small" x="10" y="45">${escaped(unit)}</text>`,
    ...legend,
    ...rows,
    ...across,
    '</svg>',
  ].join('\n')}\n`
}

const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #424a53 }
.title { font-size: 15px; font-weight: 600 }
.small { font-size: 11px }
line { stroke: #424a53; stroke-dasharray: 4 3 }
@media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } line { stroke: #c9d1d9 } }
</style>`

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
