// What `doctor` finds, and how it is written: lines for a person, one object for a program.

import { styleText } from 'node:util'

/** `note`: neither right nor wrong, but worth knowing. */
export type Verdict = 'right' | 'doubtful' | 'wrong' | 'note'

/** What one check came to. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string
  readonly verdict: Verdict
  readonly text: string
  /** What to do. */
  readonly advice?: string
  /** The same in figures, for programs; keys in snake_case. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Findings that belong together. */
export interface Section {
  readonly name: string
  readonly title: string
  readonly findings: readonly Finding[]
}

export interface Report {
  readonly version: string
  /** RFC 3339. */
  readonly checkedAt: string
  readonly sections: readonly Section[]
}

export interface TextOptions {
  /** Columns that a line may take; null = as many as it needs. */
  readonly width: number | null
  /** Gives a sign or a word its colour. */
  readonly paint: (text: string, verdict: Verdict) => string
}

const signs: Readonly<Record<Verdict, string>> = {
  right: '✔',
  doubtful: '!',
  wrong: '✖',
  note: '·',
}

const colours = { right: 'green', doubtful: 'yellow', wrong: 'red', note: 'dim' } as const

/** Paints where stdout is a terminal that wants colours. */
export function paintForStdout(text: string, verdict: Verdict): string {
  return styleText(colours[verdict], text, { stream: process.stdout })
}

/** The worst of all findings; notes count as right. */
export function verdictOf({ sections }: Pick<Report, 'sections'>): Exclude<Verdict, 'note'> {
  const verdicts = new Set(sections.flatMap(({ findings }) => findings.map(f => f.verdict)))
  return verdicts.has('wrong') ? 'wrong' : verdicts.has('doubtful') ? 'doubtful' : 'right'
}

/** The report as the one object of `--json`. */
export function reportObject(report: Report): object {
  return {
    verdict: verdictOf(report),
    checked_at: report.checkedAt,
    version: report.version,
    counts: countVerdicts(report),
    findings: report.sections.flatMap(({ name, findings }) =>
      findings.map(({ check, verdict, text, advice = null, facts = null }) => ({
        section: name,
        check,
        verdict,
        text,
        advice,
        facts,
      })),
    ),
  }
}

/** The report as lines, aligned. */
export function reportText(report: Report, options: TextOptions): string {
  const checks = report.sections.flatMap(({ findings }) => findings.map(({ check }) => check))
  const checkWidth = Math.max(0, ...checks.map(check => check.length))
  const lines = report.sections
    .filter(({ findings }) => findings.length > 0)
    .flatMap(({ title, findings }) => [
      '',
      title,
      ...findings.flatMap(finding => findingLines(finding, checkWidth, options)),
    ])
  const head = `Livecensus ${report.version}, looked at ${report.checkedAt}`
  return [head, ...lines, '', sumUp(report)].join('\n')
}

const verdictWidth = 'doubtful'.length

function findingLines(
  { check, verdict, text, advice }: Finding,
  checkWidth: number,
  { width, paint }: TextOptions,
): string[] {
  const word = `${signs[verdict]} ${verdict.padEnd(verdictWidth)}`
  const indent = 2 + word.length + 2 + checkWidth + 2
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(leastRoom, width - indent)
  const [first = '', ...rest] = [
    ...wrap(text, room),
    ...wrap(advice === undefined ? '' : `→ ${advice}`, room),
  ]
  return [
    `  ${paint(word, verdict)}  ${check.padEnd(checkWidth)}  ${first}`,
    ...rest.map(line => `${' '.repeat(indent)}${line}`),
  ]
}

/** On a narrower terminal lines are broken by the terminal. */
const leastRoom = 40

function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').filter(part => part !== '')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function countVerdicts({ sections }: Report): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { right: 0, doubtful: 0, wrong: 0, note: 0 }
  for (const { findings } of sections) for (const { verdict } of findings) counts[verdict] += 1
  return counts
}

function sumUp(report: Report): string {
  const { right, doubtful, wrong } = countVerdicts(report)
  const things = `${right} right, ${doubtful} doubtful, ${wrong} wrong`
  switch (verdictOf(report)) {
    case 'right':
      return `All is well: ${things}.`
    case 'doubtful':
      return `Nothing is wrong: ${things}.`
    case 'wrong':
      return `Something is wrong: ${things}.`
  }
}
