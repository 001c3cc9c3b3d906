// The layer between what a simulated API answers and what its client gets: faults act here, in the
// order of a request's way, and it is told which of them did.

import { AppError } from '../../domain/error.ts'
import type { Api, ApiAnswer, ApiRequest } from '../answer.ts'
import { type SimulatedPlatform, simulatedPlatforms } from '../worlds.ts'
import { bucketOf, costOf, type QuotaBucket } from '../youtube-quota.ts'
import { type Asked, kindOf, type RequestKind } from './asked.ts'
import { type Delivery, plainDelivery } from './delivery.ts'
import type { OpenFault } from './fault.ts'
import { type Page, readPage, writePage } from './page.ts'
import { type FaultName, type FaultSpec, faultTable } from './table.ts'

/** What was answered to a request. */
export interface AnswerRecord {
  readonly platform: SimulatedPlatform
  /** When it came, by the simulator's clock; milliseconds since the epoch. */
  readonly askedAtMs: number
  readonly kind: RequestKind
  /** Path and query, the cursor in it. */
  readonly target: string
  /** Those that acted on it, each once. */
  readonly faults: readonly FaultName[]
  readonly status: number
  /** The rows of a page or a look-up as they were sent; null where none were sent whole. */
  readonly rows: readonly unknown[] | null
  /** What was taken of which bucket of YouTube's quota; null where there are none. */
  readonly quota: { readonly bucket: QuotaBucket; readonly cost: 0 | 1 } | null
}

export interface Served {
  readonly delivery: Delivery
  /** Reads what is sent: only for who asks for it. */
  record(): AnswerRecord
}

export interface Faults {
  serve(platform: SimulatedPlatform, request: ApiRequest, nowMs: number, api: Api): Served
}

/** Throws `invalid` for a fault or a value there is not. */
export function createFaults(specs: readonly FaultSpec[]): Faults {
  const open = new Map(simulatedPlatforms.map(one => [one, openFaults(specs, one)]))
  const numbers = new Map<SimulatedPlatform, number>()

  return {
    serve(platform, request, nowMs, api) {
      const number = numbers.get(platform) ?? 0
      numbers.set(platform, number + 1)
      const asked = { platform, kind: kindOf(platform, request), number, nowMs, request }
      const faults = (open.get(platform) ?? []).filter(fault => fault.isFor(asked))
      const acted = new Set<FaultName>()
      const refused = refuse(faults, asked, acted)
      const answer = refused ?? answerAsked(faults, asked, acted, api)
      const delivery = foldDelivery(faults, asked, acted, plainDelivery(answer))
      const cost = refused === null ? costOf(answer) : 0
      return { delivery, record: () => recordOf(asked, acted, delivery, cost) }
    },
  }
}

/** Those meant for a platform, in the table's order. */
function openFaults(specs: readonly FaultSpec[], platform: SimulatedPlatform) {
  return specs
    .map(({ name, ...given }) => ({ fault: findFault(name), given }))
    .toSorted((a, b) => faultTable.indexOf(a.fault) - faultTable.indexOf(b.fault))
    .flatMap(({ fault, given }) => {
      const opened = fault.open(given, platform)
      return opened === null ? [] : [{ ...opened, name: fault.name }]
    })
}

function findFault(name: string) {
  const found = faultTable.find(fault => fault.name === name)
  if (found !== undefined) return found
  const known = faultTable.map(fault => fault.name).join(', ')
  throw new AppError('invalid', `There is no fault "${name}"; there are ${known}.`)
}

type Named = OpenFault & { readonly name: FaultName }

function refuse(faults: readonly Named[], asked: Asked, acted: Set<FaultName>): ApiAnswer | null {
  for (const { hooks, name } of faults) {
    const answer = hooks.refuse?.(asked) ?? null
    if (answer === null) continue
    acted.add(name)
    return answer
  }
  return null
}

function answerAsked(
  faults: readonly Named[],
  came: Asked,
  acted: Set<FaultName>,
  api: Api,
): ApiAnswer {
  let asked = came
  for (const { hooks, name } of faults) {
    const request = hooks.ask?.(asked) ?? null
    if (request === null) continue
    acted.add(name)
    asked = { ...asked, request }
  }
  const answer = api(asked.request)
  if (answer.status !== 200 || !faults.some(({ hooks }) => hooks.page)) return answer
  const page = hasRows(asked) ? readPage(asked.platform, answer.body) : null
  return page === null ? answer : changePage(faults, asked, acted, answer, page)
}

function changePage(
  faults: readonly Named[],
  asked: Asked,
  acted: Set<FaultName>,
  answer: ApiAnswer,
  page: Page,
): ApiAnswer {
  let changed = page
  for (const { hooks, name } of faults) {
    const next = hooks.page?.(changed, asked) ?? null
    if (next === null) continue
    acted.add(name)
    changed = next
  }
  if (changed === page) return answer
  return { ...answer, body: writePage(asked.platform, answer.body, changed) }
}

function foldDelivery(
  faults: readonly Named[],
  asked: Asked,
  acted: Set<FaultName>,
  plain: Delivery,
): Delivery {
  let delivery = plain
  for (const { hooks, name } of faults) {
    const next = hooks.wire?.(delivery, asked) ?? null
    if (next === null) continue
    acted.add(name)
    delivery = next
  }
  return delivery
}

function recordOf(
  asked: Asked,
  acted: ReadonlySet<FaultName>,
  delivery: Delivery,
  cost: 0 | 1,
): AnswerRecord {
  const { kind, nowMs, platform, request } = asked
  const { answer, isWhole } = delivery
  const isRead = isWhole && answer.status === 200 && hasRows(asked)
  const rows = isRead ? (readPage(platform, answer.body)?.rows ?? null) : null
  const target = `${request.path}?${request.query}`
  const faults = [...acted]
  const quota = platform === 'youtube' ? { bucket: bucketOf(request.path), cost } : null
  return { platform, askedAtMs: nowMs, kind, target, faults, status: answer.status, rows, quota }
}

/** Pages and look-ups hold rows of one shape. */
function hasRows({ kind }: Asked): boolean {
  return kind === 'page' || kind === 'lookup'
}
