// The Compose files as data, held to the Compose Specification.

import { readFileSync } from 'node:fs'
import { Compile } from 'typebox/schema'
import { parse } from 'yaml'

/** What these files use of a service. */
export interface Service {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string | null>>
  readonly ports?: readonly string[]
  readonly expose?: readonly string[]
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly read_only?: boolean
  readonly privileged?: boolean
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly restart?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes?: Readonly<Record<string, unknown>>
}

const specification = Compile(
  JSON.parse(readFileSync(new URL('fixtures/specs/compose-spec.json', import.meta.url), 'utf8')),
)

/** Reads a Compose file; throws on what the specification does not know. */
export function readCompose(source: string): Compose {
  const file: unknown = parse(source, { merge: true })
  const [isRight, errors] = specification.Errors(file)
  if (!isRight)
    throw new Error(errors.map(error => `${error.instancePath} ${error.message}`).join('\n'))
  // The specification holds the shapes; that these files use the long forms is for the tests.
  return file as Compose
}
