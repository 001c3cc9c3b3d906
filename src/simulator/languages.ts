// Which languages are spoken on a platform, and in which time zones their speakers live
// (docs/world.md, section 6; Kick and YouTube are guesses).

import { createPicker, type Picker } from './picker.ts'
import type { WorldPlatform } from './tiers.ts'

/** A language the world has texts for, or one of the small rest. */
export interface Language {
  /** As the platform writes it. */
  readonly code: string
  /** Time zones of its speakers, hours ahead of UTC, equally likely. */
  readonly zones: readonly number[]
  /** Its own name, as people write it in tags. */
  readonly name: string
}

type Shares = readonly [twitch: number, kick: number, youtube: number]

const table: readonly (readonly [Language, Shares])[] = [
  [{ code: 'en', zones: [-6, -8, -5, -5, 0, 0, 10], name: 'English' }, [46, 33, 22]],
  [{ code: 'es', zones: [-5, -3, 1], name: 'Español' }, [9, 27, 11]],
  [{ code: 'pt', zones: [-3], name: 'Português' }, [8, 9, 8]],
  [{ code: 'ru', zones: [3], name: 'Русский' }, [7, 4, 4]],
  [{ code: 'de', zones: [1], name: 'Deutsch' }, [6.5, 2, 2]],
  [{ code: 'fr', zones: [1], name: 'Français' }, [6.5, 4, 3]],
  [{ code: 'ja', zones: [9], name: '日本語' }, [4, 0.5, 9]],
  [{ code: 'it', zones: [1], name: 'Italiano' }, [2.2, 1.5, 1]],
  [{ code: 'pl', zones: [1], name: 'Polski' }, [2, 1, 1]],
  [{ code: 'tr', zones: [3], name: 'Türkçe' }, [2, 6, 3]],
  [{ code: 'zh', zones: [8], name: '中文' }, [1.5, 0.4, 1.7]],
  [{ code: 'zh-hk', zones: [8], name: '廣東話' }, [0.3, 0.1, 0.3]],
  [{ code: 'ar', zones: [3], name: 'العربية' }, [0.7, 8, 5]],
  [{ code: 'ko', zones: [9], name: '한국어' }, [0.5, 0.3, 4]],
  [{ code: 'hi', zones: [5.5], name: 'हिन्दी' }, [0.1, 1, 12]],
  [{ code: 'id', zones: [7], name: 'BahasaIndonesia' }, [0.2, 0.5, 6]],
  [{ code: 'th', zones: [7], name: 'ไทย' }, [0.8, 0.3, 3]],
  [{ code: 'nl', zones: [1], name: 'Nederlands' }, [0.6, 0.3, 0.5]],
  [{ code: 'cs', zones: [1], name: 'Čeština' }, [0.6, 0.2, 0.4]],
  [{ code: 'sv', zones: [1], name: 'Svenska' }, [0.4, 0.2, 0.3]],
  [{ code: 'hu', zones: [1], name: 'Magyar' }, [0.3, 0.2, 0.3]],
  [{ code: 'uk', zones: [2], name: 'Українська' }, [0.3, 0.2, 0.8]],
  [{ code: 'vi', zones: [7], name: 'TiếngViệt' }, [0.2, 0.1, 1.2]],
  [{ code: 'other', zones: [0, 2, -4], name: 'English' }, [0.3, 0.2, 0.5]],
]

const columns: Readonly<Record<WorldPlatform, number>> = { twitch: 0, kick: 1, youtube: 2 }

/** Picks languages by their share of a platform's live channels. */
export function languagePicker(platform: WorldPlatform): Picker<Language> {
  return createPicker(
    table.map(([language, shares]) => [language, shares[columns[platform]] ?? 0] as const),
  )
}
