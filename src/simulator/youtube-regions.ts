// Regions and the language most of their people speak, which searches lean to.

/** Where YouTube has a site of its own, without those few that changed lately. */
export const regions =
  'AE AR AT AU AZ BA BD BE BG BH BO BR BY CA CH CL CO CR CY CZ DE DK DO DZ EC EE EG ES FI FR GB GE GH GR GT HK HN HR HU ID IE IL IN IQ IS IT JM JO JP KE KH KR KW KZ LA LB LI LK LT LU LV LY MA MD ME MK MT MX MY NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PT PY QA RO RS RU SA SE SG SI SK SN SV TH TN TR TW TZ UA UG US UY VE VN YE ZA ZW'.split(
    ' ',
  )

const names = new Intl.DisplayNames(['en'], { type: 'region' })

export function regionName(code: string): string {
  return names.of(code) ?? code
}

/** The most likely language of a region, such as pt for BR. */
export function languageOfRegion(region: string): string {
  return new Intl.Locale(`und-${region}`).maximize().language
}

/** The most likely region of a language, such as BR for pt; null = it is no known language. */
export function regionOfLanguage(code: string): string | null {
  return code === 'other' ? null : (new Intl.Locale(code).maximize().region ?? null)
}
