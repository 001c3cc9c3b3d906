// What surrounds a title's phrases in any language, and the tags people choose freely.

export const commands =
  '!discord !socials !prime !sub !merch !youtube !giveaway !code !rank !specs !mods !tts !server !schedule !donate !sens'.split(
    ' ',
  )

export const hashtags =
  '#ad #live #roadtopartner #ranked #subathon #speedrun #vtuber #chill #partner #day1 #irl #gaming'.split(
    ' ',
  )

export const emoji = [
  '🔥',
  '❤️',
  '🎮',
  '✨',
  '🎉',
  '😴',
  '👑',
  '💜',
  '🏆',
  '☕',
  '🚨',
  '🐸',
  '👨‍👩‍👧',
  '🇧🇷',
]

export const brackets = [
  '[EU]',
  '(18+)',
  '[PC]',
  '[ENG/ESP]',
  '【4K】',
  '(day 41)',
  '[NA]',
  '[!info]',
  '「歌枠」',
]

export const addresses = [
  'youtube.com/@',
  'twitter @',
  'IG: @',
  'www.shop.example/',
  'TikTok @',
  'with @',
]

/** Free tags beside the language's own. */
export const freeTags =
  'Chill FPS Cozy Vtuber LGBTQIA Anxiety Retro Speedrun Competitive NoBackseating FirstPlaythrough PvP Roleplay Casual Multiplayer Family Mature Anime Controller RPG Horror Esports Playstation PC Indie Funny SmallStreamer Interactive Drops ADHD'.split(
    ' ',
  )
