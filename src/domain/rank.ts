// Who has a rank.

/** The coverage below which nothing is ranked, unless the operator sets another. */
export const usualRankCoverage = 0.8
