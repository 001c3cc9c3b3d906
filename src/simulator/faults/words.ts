// Faults in words: read from a command line, and listed for who asks which there are.

import { AppError } from '../../domain/error.ts'
import { simulatedPlatforms } from '../worlds.ts'
import type { Fault } from './fault.ts'
import { type NumberParameter, rangeOf, type WordParameter } from './parameter.ts'
import { type FaultSpec, faultTable } from './table.ts'

/**
 * Reads `name`, `name:parameter=value,parameter=value` or `all`, which is every fault with its
 * defaults. Throws `invalid`, which names what is wrong and what is allowed.
 */
export function readFault(text: string): readonly FaultSpec[] {
  const [, name = '', rest] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? []
  if (name === 'all' && rest === undefined) return faultTable.map(fault => asSpec(fault.name, {}))
  const fault: Fault | undefined = faultTable.find(known => known.name === name)
  if (fault === undefined)
    throw new AppError('invalid', `There is no fault "${name}". There are:\n\n${describeFaults()}`)
  const given: Record<string, string> = {}
  for (const pair of (rest ?? '').split(',').filter(part => part !== '')) {
    const [, parameter, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (parameter === undefined || value === undefined)
      throw new AppError(
        'invalid',
        `The fault ${name} does not take "${pair}": write ${name}:parameter=value,parameter=value.`,
      )
    given[parameter] = value
  }
  // Values are read where they are used; here only whether they can be.
  for (const platform of simulatedPlatforms) fault.open(given, platform)
  return [asSpec(fault.name, given)]
}

/** Every fault with its parameters and their defaults, in lines. */
export function describeFaults(): string {
  const lines = faultTable.flatMap(({ does, name, parameters }) => [
    `${name}: ${does}`,
    ...Object.entries<NumberParameter | WordParameter>(parameters).map(
      ([parameter, told]) =>
        `  ${`${parameter}=${told.fallback}`.padEnd(20)} ${told.says} (${rangeOf(told)})`,
    ),
  ])
  return [...lines, 'all: every fault, each with its defaults.'].join('\n')
}

/** Its values have been read by the fault's own parameters, or are the defaults. */
function asSpec(name: string, given: Readonly<Record<string, string>>): FaultSpec {
  return { ...given, name } as unknown as FaultSpec
}
