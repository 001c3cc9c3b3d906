// What a picture of the metrics is, and how its parts become a file.

import { style, width } from './marks.ts'

/** A picture of the page. */
export interface Picture {
  /** Its file is `<name>.svg`. */
  readonly name: string
  readonly title: string
  /** What it shows, with its numbers: the caption in the page too. */
  readonly caption: string
  readonly svg: string
}

export interface Drawing extends Omit<Picture, 'svg'> {
  readonly height: number
  readonly body: readonly string[]
}

export function svgOf({ name, title, caption, height, body }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="${Math.round((height * 700) / width)}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-desc">
<title id="${name}-title">${title}</title>
<desc id="${name}-desc">${caption}</desc>
<style>${style}</style>
<defs><pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="8" class="hatch"/></pattern></defs>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" class="ground"/>
${body.join('\n')}
</svg>
`
}
