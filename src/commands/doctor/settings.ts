// What `doctor` finds in the settings: each fault by name, and which platforms are set up.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Config,
  keyNames,
  loadConfig,
  type SweepablePlatform,
  settingsReference,
  sweepablePlatforms,
} from '../../config.ts'
import { AppError } from '../../domain/error.ts'
import type { Finding } from './report.ts'

/** The settings, or what is wrong with them. */
export interface ReadSettings {
  /** Null: there are faults. */
  readonly config: Config | null
  /** One sentence each. */
  readonly faults: readonly string[]
}

export function readSettings(): ReadSettings {
  try {
    return { config: loadConfig(), faults: [] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { config: null, faults: splitFaults(error.message) }
  }
}

/** All faults are told in one sentence; a line each reads better. */
function splitFaults(message: string): string[] {
  const [, list] = /^Settings are not right: (.*)\.$/s.exec(message) ?? []
  return list === undefined ? [message] : list.split('; ').map(fault => `${fault}.`)
}

/** The findings where the settings cannot be used. */
export function examineFaults(faults: readonly string[]): Finding[] {
  return [
    examineDotEnv(),
    ...faults.map(text => ({ check: 'settings', verdict: 'wrong' as const, text })),
    {
      check: 'all else',
      verdict: 'note',
      text: 'not looked at: it depends on the settings',
      advice: 'Put them right, then run doctor again.',
    },
  ]
}

/** The findings where the settings are right: which platforms they set up. */
export function examineSettings(config: Config): Finding[] {
  const findings: Finding[] = [
    examineDotEnv(),
    { check: 'settings', verdict: 'right', text: 'every one of them can be read' },
    ...sweepablePlatforms.map((platform): Finding => {
      if (config.platforms.includes(platform))
        return {
          check: platform,
          verdict: 'right',
          text: `set up${otherAddress(config, platform)}`,
        }
      const hasKeys =
        platform === 'youtube' ? config.youtube !== null : platform in config.applications
      if (hasKeys)
        return { check: platform, verdict: 'note', text: 'has keys, but PLATFORMS leaves it out' }
      const advice = `To sweep it, set ${keyNames(platform)}.`
      return { check: platform, verdict: 'note', text: 'not set up', advice }
    }),
  ]
  if (config.platforms.length === 0)
    findings.push({
      check: 'platforms',
      verdict: 'doubtful',
      text: 'No platform has keys, so `up` shows the demo: an invented world.',
      advice: 'Set the keys of one for the real one.',
    })
  if (config.youtube?.quota.search === 0)
    findings.push({
      check: 'youtube',
      verdict: 'doubtful',
      text: 'YOUTUBE_SEARCHES_PER_DAY is 0: no search finds streams.',
      advice: 'Set it to what Google grants the project, usually 100.',
    })
  return findings
}

/** The address that is asked where it is not the platform's own, such as a simulator's. */
function otherAddress({ applications, youtube }: Config, platform: SweepablePlatform): string {
  const { apiUrl } = (platform === 'youtube' ? youtube : applications[platform]) ?? {}
  const setting = `${platform.toUpperCase()}_API_URL`
  const own = settingsReference.find(({ name }) => name === setting)?.fallback
  return apiUrl === undefined || apiUrl === own ? '' : `, at ${apiUrl} by ${setting}`
}

/** The file counts only where the command is started. */
function examineDotEnv(): Finding {
  const path = resolve('.env')
  return {
    check: '.env',
    verdict: 'note',
    text: existsSync(path)
      ? `${path} is read for what the environment leaves open`
      : `there is none at ${path}: the environment alone counts`,
  }
}
