// The settings: environment in, frozen config out. The only file that reads the environment.
// One table gives names, defaults, checks and the reference in README.md.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type QuotaSizes, usualYoutubeSizes } from './domain/daily-quota.ts'
import { largestDemoScale, smallestDemoScale, usualDemoScale } from './domain/demo.ts'
import { AppError } from './domain/error.ts'
import { isPlatform, type Platform, platforms } from './domain/platform.ts'
import { usualRankCoverage } from './domain/rank.ts'

/** The keys of a platform's application and where its servers are. */
export interface ApplicationConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** Base address of the API, without a slash at the end. */
  readonly apiUrl: string
  /** Base address of the token server, without a slash at the end. */
  readonly authUrl: string
}

/** The key of a project for YouTube's Data API and where that is. */
export interface YoutubeConfig {
  readonly apiKey: string
  /** Base address of the API, without a slash at the end. */
  readonly apiUrl: string
  /** What the project is granted a day. */
  readonly quota: QuotaSizes
}

/** The platforms that are swept with the keys of an application; in the order of the settings. */
export const applicationPlatforms = ['twitch', 'kick'] as const satisfies readonly Platform[]

export type ApplicationPlatform = (typeof applicationPlatforms)[number]

/** Every platform that this version can sweep, in the order of the settings. */
export const sweepablePlatforms = [
  ...applicationPlatforms,
  'youtube',
] as const satisfies readonly Platform[]

export type SweepablePlatform = (typeof sweepablePlatforms)[number]

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export interface Config {
  /** Absolute path of the folder for the embedded server. */
  readonly dataDir: string
  /** Null: the embedded server in `dataDir`. */
  readonly databaseUrl: string | null
  readonly databasePoolSize: number
  readonly host: string
  readonly port: number
  readonly sweepIntervalMs: number
  /** Null: no cap. */
  readonly maxStreamsPerSweep: number | null
  /** How often a request is tried in all. */
  readonly retryAttempts: number
  /** The platforms to sweep: those that have keys, less those PLATFORMS leaves out. */
  readonly platforms: readonly Platform[]
  /** The applications that have keys. */
  readonly applications: Readonly<Partial<Record<ApplicationPlatform, ApplicationConfig>>>
  /** Null: no key. */
  readonly youtube: YoutubeConfig | null
  /** Whether YouTube's amendment on derived metrics and data storage was accepted for this project. */
  readonly youtubeDerivedMetricsAccepted: boolean
  /** The coverage below which nothing is ranked, 0..1. */
  readonly rankCoverage: number
  /** Mean of live streams of the demo's largest platform. */
  readonly demoScale: number
  readonly logLevel: LogLevel
  /** Origins that browsers may call from; `*` = any. */
  readonly corsOrigins: '*' | readonly string[]
}

/** One setting as the reference shows it. */
export interface Setting {
  readonly name: string
  /** As written in the reference; null = not set. */
  readonly fallback: string | null
  readonly description: string
  /** Never logged. */
  readonly secret?: true
}

interface SettingOf<T> extends Setting {
  /** Reads the text; throws a `Fault` that says what is allowed. */
  readonly read: (text: string) => T
}

class Fault extends Error {}

const settings = {
  databaseUrl: {
    name: 'DATABASE_URL',
    fallback: null,
    description:
      'PostgreSQL 15 or newer, as `postgres://user:password@host:port/database`. Unset: an embedded PostgreSQL in `DATA_DIR`.',
    secret: true,
    read: url('postgres:', 'postgresql:'),
  },
  dataDir: {
    name: 'DATA_DIR',
    fallback: './data',
    description:
      'Folder of the embedded PostgreSQL: its files, its password, its log. The demo has its own in `demo` below it.',
    read: text => resolve(text),
  },
  databasePoolSize: {
    name: 'DATABASE_POOL_SIZE',
    fallback: '10',
    description:
      'Connections to the database, per process; each platform that is swept takes one more for its lock.',
    read: wholeNumber(2, 200),
  },
  host: {
    name: 'HOST',
    fallback: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` to be reached from other machines.',
    read: text => text,
  },
  port: {
    name: 'PORT',
    fallback: '8000',
    description: 'Port to listen on; 0 takes a free one.',
    read: wholeNumber(0, 65_535),
  },
  sweepIntervalMs: {
    name: 'SWEEP_INTERVAL',
    fallback: '5m',
    description: 'Time from one sweep to the next, on the clock grid: `90s`, `5m`, `1h`.',
    read: duration(1_000, 3_600_000),
  },
  maxStreamsPerSweep: {
    name: 'MAX_STREAMS_PER_SWEEP',
    fallback: null,
    description:
      'Reads only so many of the most watched streams of a platform. Unset: all of them. Of YouTube, the quota decides.',
    read: wholeNumber(1, 10_000_000),
  },
  retryAttempts: {
    name: 'RETRY_ATTEMPTS',
    fallback: '3',
    description: 'How often a request to a platform is tried in all.',
    read: wholeNumber(1, 20),
  },
  platforms: {
    name: 'PLATFORMS',
    fallback: null,
    description:
      'Platforms to sweep, separated by commas. Unset: every platform that has its keys.',
    read: readPlatforms,
  },
  twitchClientId: {
    name: 'TWITCH_CLIENT_ID',
    fallback: null,
    description: 'Client id of an application registered at dev.twitch.tv.',
    read: text => text,
  },
  twitchClientSecret: {
    name: 'TWITCH_CLIENT_SECRET',
    fallback: null,
    description: 'Its client secret.',
    secret: true,
    read: text => text,
  },
  twitchApiUrl: {
    name: 'TWITCH_API_URL',
    fallback: 'https://api.twitch.tv/helix',
    description: "Base address of Twitch's API.",
    read: url('http:', 'https:'),
  },
  twitchAuthUrl: {
    name: 'TWITCH_AUTH_URL',
    fallback: 'https://id.twitch.tv/oauth2',
    description: "Base address of Twitch's token server.",
    read: url('http:', 'https:'),
  },
  kickClientId: {
    name: 'KICK_CLIENT_ID',
    fallback: null,
    description: "Client id of an application made in Kick's developer settings.",
    read: text => text,
  },
  kickClientSecret: {
    name: 'KICK_CLIENT_SECRET',
    fallback: null,
    description: 'Its client secret.',
    secret: true,
    read: text => text,
  },
  kickApiUrl: {
    name: 'KICK_API_URL',
    fallback: 'https://api.kick.com',
    description: "Base address of Kick's API.",
    read: url('http:', 'https:'),
  },
  kickAuthUrl: {
    name: 'KICK_AUTH_URL',
    fallback: 'https://id.kick.com',
    description: "Base address of Kick's token server.",
    read: url('http:', 'https:'),
  },
  youtubeApiKey: {
    name: 'YOUTUBE_API_KEY',
    fallback: null,
    description: 'Key of a Google Cloud project that may use the YouTube Data API v3.',
    secret: true,
    read: readWord,
  },
  youtubeApiUrl: {
    name: 'YOUTUBE_API_URL',
    fallback: 'https://youtube.googleapis.com/youtube/v3',
    description: "Base address of YouTube's API.",
    read: url('http:', 'https:'),
  },
  youtubeSearchesPerDay: {
    name: 'YOUTUBE_SEARCHES_PER_DAY',
    fallback: String(usualYoutubeSizes.search),
    description: 'Searches that Google grants the project a day; nearly all of them are used.',
    read: wholeNumber(0, 10_000_000),
  },
  youtubeUnitsPerDay: {
    name: 'YOUTUBE_UNITS_PER_DAY',
    fallback: String(usualYoutubeSizes.default),
    description:
      'Units for all else that Google grants the project a day; 10000 follow about 3,000 streams.',
    read: wholeNumber(1, 1_000_000_000),
  },
  youtubeDerivedMetricsAccepted: {
    name: 'YOUTUBE_DERIVED_METRICS_ACCEPTED',
    fallback: 'false',
    description:
      "`true` where YouTube's additional policies on derived metrics and data storage were accepted for the project ([terms](docs/terms.md)). Else YouTube's numbers are kept for 30 days and nothing is worked out from them.",
    read: yesOrNo,
  },
  rankCoverage: {
    name: 'RANK_COVERAGE',
    fallback: String(usualRankCoverage),
    description:
      'Coverage below which nothing is ranked, 0 to 1. Channels are ranked by it from the next closed day on.',
    read: share,
  },
  demoScale: {
    name: 'DEMO_SCALE',
    fallback: String(usualDemoScale),
    description:
      'Live streams of the demo, which `up` shows while no platform has keys: 3000, or up to 120000 for a load test.',
    read: wholeNumber(smallestDemoScale, largestDemoScale),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    fallback: 'info',
    description: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`.',
    read: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  },
  corsOrigins: {
    name: 'CORS_ORIGINS',
    fallback: '*',
    description: 'Origins whose pages may call the API, separated by commas; `*` = any.',
    read: readOrigins,
  },
} satisfies Record<string, SettingOf<unknown>>

/** Every setting, in the order of the reference. */
export const settingsReference: readonly Setting[] = Object.values(settings)

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the settings of this process: its environment, then `.env` in the working folder for
 * what the environment leaves open. Throws `invalid` with every fault by name.
 */
export function loadConfig(): Config {
  return readConfig(process.env, readDotEnv('.env'))
}

/**
 * Reads the settings from environments, the first of which goes before the others: its value or
 * the file it names. Empty values count as unset.
 */
export function readConfig(...environments: readonly Environment[]): Config {
  const faults: string[] = []
  const read = <T>(setting: SettingOf<T>): T | null => {
    try {
      const text = readText(environments, setting.name) ?? setting.fallback
      return text === null ? null : setting.read(text)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      faults.push(`${setting.name} ${error.message}`)
      return null
    }
  }
  const values = Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [key, read(setting as SettingOf<unknown>)]),
  ) as { [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['read']> | null }

  const { youtubeApiKey, youtubeApiUrl } = values
  const withKeys = new Set<Platform>(youtubeApiKey === null ? [] : ['youtube'])
  const applications: Partial<Record<ApplicationPlatform, ApplicationConfig>> = {}
  for (const platform of applicationPlatforms) {
    const clientId = values[`${platform}ClientId`]
    const clientSecret = values[`${platform}ClientSecret`]
    if ((clientId === null) !== (clientSecret === null))
      faults.push(`${keyNames(platform)} go together, only one of them is set`)
    const apiUrl = values[`${platform}ApiUrl`]
    const authUrl = values[`${platform}AuthUrl`]
    if (clientId === null || clientSecret === null || apiUrl === null || authUrl === null) continue
    applications[platform] = Object.freeze({ clientId, clientSecret, apiUrl, authUrl })
    withKeys.add(platform)
  }
  for (const platform of values.platforms ?? [])
    if (!isSweepable(platform))
      faults.push(
        `PLATFORMS names ${platform}, which this version cannot sweep yet (it can: ${sweepablePlatforms.join(', ')})`,
      )
    else if (!withKeys.has(platform))
      faults.push(`PLATFORMS names ${platform}, which needs ${keyNames(platform)}`)
  if (faults.length > 0)
    throw new AppError('invalid', `Settings are not right: ${faults.join('; ')}.`)

  return Object.freeze({
    dataDir: known(values.dataDir),
    databaseUrl: values.databaseUrl,
    databasePoolSize: known(values.databasePoolSize),
    host: known(values.host),
    port: known(values.port),
    sweepIntervalMs: known(values.sweepIntervalMs),
    maxStreamsPerSweep: values.maxStreamsPerSweep,
    retryAttempts: known(values.retryAttempts),
    platforms: Object.freeze(
      sweepablePlatforms.filter(
        platform => withKeys.has(platform) && (values.platforms?.includes(platform) ?? true),
      ),
    ),
    applications: Object.freeze(applications),
    youtube:
      youtubeApiKey === null
        ? null
        : Object.freeze({
            apiKey: youtubeApiKey,
            apiUrl: known(youtubeApiUrl),
            quota: Object.freeze({
              search: known(values.youtubeSearchesPerDay),
              default: known(values.youtubeUnitsPerDay),
            }),
          }),
    youtubeDerivedMetricsAccepted: known(values.youtubeDerivedMetricsAccepted),
    rankCoverage: known(values.rankCoverage),
    demoScale: known(values.demoScale),
    logLevel: known(values.logLevel),
    corsOrigins: known(values.corsOrigins),
  })
}

/** The settings that hold a platform's keys, as a sentence names them. */
export function keyNames(platform: SweepablePlatform): string {
  if (platform === 'youtube') return settings.youtubeApiKey.name
  return `${settings[`${platform}ClientId`].name} and ${settings[`${platform}ClientSecret`].name}`
}

/** Whether this version can sweep a platform. */
export function isSweepable(platform: Platform): platform is SweepablePlatform {
  return sweepablePlatforms.some(known => known === platform)
}

/** The environment of a child process that continues this one's work. */
export function childEnvironment(): Record<string, string | undefined> {
  return { ...process.env }
}

function readText(environments: readonly Environment[], name: string): string | null {
  for (const environment of environments) {
    const text = environment[name] || readFileOf(name, environment[`${name}_FILE`])
    if (text) return text
  }
  return null
}

function readFileOf(name: string, path: string | undefined): string {
  if (!path) return ''
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    throw new Fault(`cannot be read from the file ${name}_FILE names, ${path}`)
  }
}

function readDotEnv(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new AppError('invalid', `The file ${path} cannot be read.`, { cause: error })
  }
}

/** A value that has a default and so is never null once no fault was found. */
function known<T>(value: T | null): T {
  if (value === null) throw new Error('a setting without a value was not reported as a fault')
  return value
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new Fault(`must be a whole number from ${least} to ${most}, not "${text}"`)
  }
}

function share(text: string): number {
  const value = Number(text)
  if (/^[01]?\.?\d+$/.test(text) && value <= 1) return value
  throw new Fault(`must be a number from 0 to 1 such as 0.8, not "${text}"`)
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const

function duration(leastMs: number, mostMs: number): (text: string) => number {
  return text => {
    const [, count, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? []
    const ms = Number(count) * (unitMs[unit as keyof typeof unitMs] ?? Number.NaN)
    if (ms >= leastMs && ms <= mostMs) return ms
    throw new Fault(
      `must be a time such as 90s, 5m or 1h, from ${leastMs / 1_000}s to ${mostMs / 3_600_000}h, not "${text}"`,
    )
  }
}

function url(...protocols: readonly string[]): (text: string) => string {
  return text => {
    if (protocols.includes(URL.parse(text)?.protocol ?? '')) return text.replace(/\/+$/, '')
    const allowed = protocols.map(protocol => `${protocol}//…`).join(' or ')
    // The text itself may hold a password and is not repeated.
    throw new Fault(`must be an address that begins with ${allowed}`)
  }
}

function yesOrNo(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true
  if (/^(false|0|no|off)$/i.test(text)) return false
  throw new Fault(`must be true or false, not "${text}"`)
}

/** A text that can go into a header. */
function readWord(text: string): string {
  if (/^[!-~]+$/.test(text)) return text
  // The text itself is a secret and is not repeated.
  throw new Fault('must be one word of plain letters, digits and signs')
}

function oneOf<const T extends string>(...allowed: readonly T[]): (text: string) => T {
  return text => {
    const value = allowed.find(candidate => candidate === text)
    if (value !== undefined) return value
    throw new Fault(`must be one of ${allowed.join(', ')}, not "${text}"`)
  }
}

function readPlatforms(text: string): readonly Platform[] {
  const names = splitList(text)
  const known = names.filter(isPlatform)
  if (known.length === names.length && names.length > 0) return [...new Set(known)]
  const unknown = names.filter(name => !isPlatform(name))
  throw new Fault(`must name some of ${platforms.join(', ')}, not "${unknown.join(', ')}"`)
}

function readOrigins(text: string): '*' | readonly string[] {
  if (text.trim() === '*') return '*'
  const origins = splitList(text)
  const wrong = origins.find(origin => URL.parse(origin)?.origin !== origin)
  if (wrong === undefined && origins.length > 0) return Object.freeze(origins)
  throw new Fault(`must be * or origins such as https://example.org, not "${wrong ?? text}"`)
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}
