// Shares, ranks, changes and followers.

import { number } from './examples.ts'
import { box, dot, line, right, text } from './marks.ts'
import type { Drawing } from './picture.ts'

export function drawShare(): Drawing {
  const watched = [4_200, 2_100, 1_400, 2_300]
  const universe = watched.reduce((sum, hours) => sum + hours, 0)
  const share = number(((watched[0] ?? 0) / universe) * 100, 1)
  let from = 16
  return {
    name: 'share',
    title: 'Share of the hours watched of a named whole',
    caption: `${number(watched[0] ?? 0)} of the ${number(universe)} hours watched of all Spanish streams on one platform in one week: a share of ${share} %.`,
    height: 130,
    body: [
      text(16, 30, `${share} %`, 'strong blue'),
      text(right, 30, `of ${number(universe)} hours watched`, 'quiet', 'end'),
      ...watched.map((hours, i) => {
        const x = from
        from += (hours / universe) * (right - 16)
        return box(x, 44, from - 2, 40, i === 0 ? 'area deep' : 'area')
      }),
      text(16, 110, 'the category', ''),
      text(right, 110, 'all others of the same filters', 'quiet', 'end'),
    ],
  }
}

export function drawRank(): Drawing {
  const entities = [
    { average: 500, covered: 1 },
    { average: 320, covered: 0.97 },
    { average: 320, covered: 0.91 },
    { average: 150, covered: 0.88 },
    { average: 410, covered: 0.64 },
  ]
  const ranked = entities.filter(({ covered }) => covered >= 0.8)
  const rows = entities.map(entity => ({
    ...entity,
    rank: ranked.includes(entity)
      ? number(1 + ranked.filter(({ average }) => average > entity.average).length)
      : '–',
  }))
  return {
    name: 'rank',
    title: 'Equal values share a rank; low coverage is not ranked',
    caption: `Ranks ${rows.map(({ rank }) => rank).join(', ')} of N = ${ranked.length}. The last has an average of ${entities[4]?.average} and a coverage of ${entities[4]?.covered}: too little was seen to rank it.`,
    height: 232,
    body: [
      text(20, 30, 'rank', 'quiet'),
      text(72, 30, 'average viewers', 'quiet'),
      text(right, 30, 'coverage', 'quiet', 'end'),
      ...rows.flatMap(({ average, covered, rank }, i) => {
        const y = 44 + 36 * i
        const end = 72 + (average / 500) * 300
        const isRanked = rank !== '–'
        return [
          text(28, y + 19, rank, 'strong', 'middle'),
          isRanked ? box(72, y, end, 26, 'area even') : box(72, y, end, 26, '', 'gap'),
          text(80, y + 18, number(average), isRanked ? '' : 'halo'),
          text(right, y + 18, covered.toFixed(2), isRanked ? 'quiet' : 'amber', 'end'),
        ]
      }),
    ],
  }
}

export function drawChange(): Drawing {
  const [before, now] = [1_200, 1_500]
  const change = number((now / before - 1) * 100, 1)
  const x = (hours: number) => 16 + hours * 0.28
  return {
    name: 'change',
    title: 'Change against the window just before',
    caption: `${number(before)} hours watched in the seven days before, ${number(now)} in these seven: +${change} %.`,
    height: 176,
    body: [
      text(16, 30, `▲ +${change} %`, 'strong blue'),
      text(right, 30, 'hours watched', 'quiet', 'end'),
      text(16, 64, 'the 7 days before', 'quiet'),
      box(16, 72, x(before), 24, 'area'),
      text(x(before) + 10, 90, number(before), 'quiet'),
      text(16, 124, 'these 7 days', ''),
      box(16, 132, x(now), 24, 'area deep'),
      text(x(now) + 10, 150, number(now), 'strong'),
      line(x(before), 66, x(before), 162, 'cut'),
    ],
  }
}

export function drawFollowers(): Drawing {
  // Hours from the window's start, followers.
  const readings = [
    [-6, 1_000],
    [30, 1_080],
    [75, 1_190],
    [130, 1_290],
    [163, 1_340],
  ] as const
  const window = 168
  const nearest = (border: number) =>
    readings
      .filter(([hour]) => Math.abs(hour - border) <= 24)
      .toSorted(([a], [b]) => Math.abs(a - border) - Math.abs(b - border))[0]
  const [first, last] = [nearest(0), nearest(window)]
  const gained = (last?.[1] ?? 0) - (first?.[1] ?? 0)
  const x = (hour: number) => 60 + ((hour + 30) / 228) * 424
  const y = (followers: number) => 150 - ((followers - 950) / 450) * 100
  return {
    name: 'followers',
    title: 'Followers gained between the readings nearest to both ends',
    caption: `The readings nearest to both ends of the week, ${Math.abs(first?.[0] ?? 0)} h before its start and ${window - (last?.[0] ?? 0)} h before its end: ${number(last?.[1] ?? 0)} − ${number(first?.[1] ?? 0)} = ${number(gained)} followers gained.`,
    height: 190,
    body: [
      text(16, 28, `+${number(gained)} followers`, 'strong blue'),
      ...[0, window].flatMap((border, i) => [
        box(x(border - 24), 44, x(border + 24), 112, 'area'),
        line(x(border), 44, x(border), 160, 'cut'),
        text(x(border), 180, i === 0 ? 'from' : 'to', 'quiet', 'middle'),
      ]),
      line(x(-30), 156, x(198), 156, 'axis'),
      ...readings.slice(1).map(([hour, followers], i) => {
        const [before, had] = readings[i] ?? [hour, followers]
        return line(x(before), y(had), x(hour), y(followers), 'grid')
      }),
      ...readings.map(reading => {
        const isUsed = reading === first || reading === last
        return dot(x(reading[0]), y(reading[1]), isUsed ? 'dot' : 'ring')
      }),
      ...[first, last].flatMap(reading =>
        reading
          ? [text(x(reading[0]) - 9, y(reading[1]) + 5, number(reading[1]), 'strong', 'end')]
          : [],
      ),
      text(x(84), 180, '24 h around each end', 'quiet', 'middle'),
    ],
  }
}
