// The languages streams on Twitch can have, with rough shares of all streams: by them the first
// split is balanced, later ones go by what was seen. Codes: the broadcaster language of
// https://dev.twitch.tv/docs/api/reference/#modify-channel-information (ISO 639-1, or `other`), and
// those met beside it, `zh-hk` and `asl`. Shares: roughly
// as in docs/world.md, section 6.

import type { LanguageSplit } from '../client.ts'

export const split: LanguageSplit = {
  // A filter takes a hundred values: https://dev.twitch.tv/docs/api/reference/#get-streams.
  mostLanguages: 100,
  languages: {
    en: 0.42,
    es: 0.11,
    pt: 0.09,
    ru: 0.07,
    de: 0.07,
    fr: 0.07,
    ja: 0.05,
    it: 0.02,
    pl: 0.02,
    tr: 0.02,
    zh: 0.015,
    ko: 0.01,
    th: 0.008,
    ar: 0.007,
    nl: 0.006,
    cs: 0.006,
    sv: 0.004,
    'zh-hk': 0.003,
    hu: 0.003,
    uk: 0.003,
    other: 0.003,
    fi: 0.002,
    el: 0.002,
    no: 0.002,
    da: 0.002,
    id: 0.002,
    vi: 0.002,
    ro: 0.001,
    sk: 0.001,
    bg: 0.001,
    ca: 0.001,
    hi: 0.001,
    ms: 0.0005,
    tl: 0.0005,
    asl: 0.0002,
  },
}
