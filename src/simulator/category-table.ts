// The categories people know by name, with their share of viewing and how crowded they are
// (docs/world.md, section 5).

import type { WorldPlatform } from './tiers.ts'

/** Viewing in percent; viewers per channel ÷ the platform's mean. */
export type KnownCategory = readonly [id: string, name: string, viewing: number, bias: number]

const twitch: readonly KnownCategory[] = [
  ['509658', 'Just Chatting', 9.3, 1.6],
  ['32982', 'Grand Theft Auto V', 5.3, 1.5],
  ['516575', 'VALORANT', 3.8, 0.7],
  ['18122', 'World of Warcraft', 3.8, 1.2],
  ['494717', 'IRL', 3.6, 2.5],
  ['21779', 'League of Legends', 3.5, 1],
  ['29595', 'Dota 2', 3.4, 1.4],
  ['33214', 'Fortnite', 3.3, 0.6],
  ['511224', 'Apex Legends', 2.9, 0.6],
  ['2068583461', 'EA Sports FC 27', 2.8, 1],
  ['263490', 'Rust', 2.6, 1.2],
  ['32399', 'Counter-Strike', 2.3, 1.3],
  ['27471', 'Minecraft', 1.8, 0.8],
  ['1803172340', 'AION 2', 1.7, 1.5],
  ['1913384120', 'WARDOGS', 1.6, 1.5],
  ['498566', 'Slots', 1.2, 4],
  ['515025', 'Overwatch 2', 1.1, 0.8],
  ['509663', 'Special Events', 1, 5],
  ['2104338765', 'Deadlock', 0.9, 1.1],
  ['513143', 'Teamfight Tactics', 0.9, 1.7],
  ['499973', 'Always On', 0.9, 4],
  ['512710', 'Call of Duty: Warzone', 0.9, 0.7],
  ['491931', 'Escape from Tarkov', 0.8, 0.9],
  ['491487', 'Dead by Daylight', 0.7, 0.6],
  ['26936', 'Music', 0.7, 0.9],
  ['509660', 'Art', 0.5, 0.6],
  ['138585', 'Hearthstone', 0.5, 2],
  ['23020', 'Roblox', 0.5, 0.5],
  ['493057', 'PUBG: BATTLEGROUNDS', 0.5, 0.9],
  ['518203', 'Sports', 0.5, 3],
  ['509659', 'ASMR', 0.4, 1.5],
  ['30921', 'Rocket League', 0.4, 0.6],
  ['743', 'Chess', 0.4, 1.6],
  ['512953', 'ELDEN RING', 0.4, 0.9],
  ['509672', 'Travel & Outdoors', 0.3, 1.2],
  ['65632', 'DayZ', 0.3, 0.7],
  ['515024', 'Diablo IV', 0.3, 0.8],
  ['29307', 'Path of Exile', 0.3, 1.3],
  ['509667', 'Food & Drink', 0.2, 0.9],
  ['1469308723', 'Software and Game Development', 0.2, 0.7],
  ['497057', 'Destiny 2', 0.2, 0.6],
  ['490744', 'Stardew Valley', 0.2, 0.6],
]

const kick: readonly KnownCategory[] = [
  ['15', 'Just Chatting', 19.8, 0.62],
  ['8549', 'IRL', 14.9, 4.4],
  ['22', 'Grand Theft Auto V', 14.6, 1.9],
  ['12', 'Minecraft', 8.4, 1.6],
  ['28', 'Slots & Casino', 7.1, 2.4],
  ['9041', 'EA Sports FC 27', 4.2, 1.6],
  ['8771', 'Kings League', 2.4, 24],
  ['13', 'Counter-Strike 2', 2.3, 0.37],
  ['5', 'League of Legends', 1.9, 0.38],
  ['8', 'VALORANT', 1.8, 0.29],
  ['103', 'PUBG Mobile', 1.5, 1],
  ['11', 'Dota 2', 1.3, 0.8],
  ['9102', 'WARDOGS', 1, 1],
  ['27', 'World of Warcraft', 0.8, 1],
  ['6', 'Fortnite', 0.8, 0.17],
  ['95', 'Free Fire', 0.7, 0.7],
  ['9', 'Rust', 0.6, 0.8],
  ['14981', 'Chat Roulette', 0.6, 2],
  ['9077', 'NBA 2K27', 0.6, 0.8],
  ['40', 'Roblox', 0.5, 0.17],
]

const youtube: readonly KnownCategory[] = [
  ['20', 'Gaming', 17, 0.5],
  ['25', 'News & Politics', 25, 2],
  ['10', 'Music', 14, 1],
  ['24', 'Entertainment', 14, 0.8],
  ['22', 'People & Blogs', 12, 0.6],
  ['17', 'Sports', 8, 2],
  ['29', 'Nonprofits & Activism', 3, 0.6],
  ['27', 'Education', 3, 0.6],
  ['28', 'Science & Technology', 2, 1],
  ['19', 'Travel & Events', 1, 0.6],
  ['15', 'Pets & Animals', 1, 0.6],
]

export const knownCategories: Readonly<Record<WorldPlatform, readonly KnownCategory[]>> = {
  twitch,
  kick,
  youtube,
}

/** Categories without a place in the table above. */
export const tailSizes: Readonly<Record<WorldPlatform, number>> = {
  twitch: 4_500,
  kick: 1_500,
  youtube: 0,
}
