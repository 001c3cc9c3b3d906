// A shuffle of 0 … size − 1 that is never laid out: each place is found by itself, both ways.

import { hash, purpose } from './hash.ts'

const rounds = [0, 1, 2, 3] as const

export interface Permutation {
  /** The value at a place. */
  at(place: number): number
  /** The place of a value. */
  placeOf(value: number): number
}

/**
 * A Feistel network of four rounds over a grid barely larger than `size` (below 2³²); what falls
 * outside walks its cycle until it is inside.
 */
export function createPermutation(size: number, key: number): Permutation {
  const width = Math.max(1, Math.ceil(Math.sqrt(size)))
  const height = Math.max(1, Math.ceil(size / width))
  const draw = (round: number, half: number) => hash(key, purpose.permutation, half, round)

  function forward(value: number): number {
    let x = value % width
    let y = (value - x) / width
    for (const round of rounds)
      if (round % 2 === 0) x = (x + draw(round, y)) % width
      else y = (y + draw(round, x)) % height
    return y * width + x
  }

  function backward(value: number): number {
    let x = value % width
    let y = (value - x) / width
    for (let round = rounds.length - 1; round >= 0; round -= 1)
      if (round % 2 === 0) x = (x + width - (draw(round, y) % width)) % width
      else y = (y + height - (draw(round, x) % height)) % height
    return y * width + x
  }

  return {
    at(place) {
      let value = forward(place)
      while (value >= size) value = forward(value)
      return value
    },
    placeOf(value) {
      let place = backward(value)
      while (place >= size) place = backward(place)
      return place
    },
  }
}
