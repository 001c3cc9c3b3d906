// The few ways in which schemas are put together here: choices, null for unknown, names.

import { type Static, type TSchema, type TUnsafe, Type } from 'typebox'

/** A schema of one JSON type, so that null can be added to it. */
interface TypedSchema extends TSchema {
  readonly type: string
  readonly enum?: readonly unknown[]
}

/** What every schema can say of itself. */
export interface SchemaWords {
  readonly description: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
}

/** One of a list of texts. */
export function oneOf<const T extends string>(
  values: readonly T[],
  words: SchemaWords,
): TUnsafe<T> & { readonly type: 'string'; readonly enum: readonly T[] } {
  const schema = { type: 'string', enum: [...values], ...words } as const
  return Object.assign(Type.Unsafe<T>(schema), schema)
}

/**
 * The same or null, which means unknown; with other words where it says something else here.
 * Serializers see one list of types and no union.
 */
export function nullable<T extends TypedSchema>(
  schema: T,
  words: Partial<SchemaWords> = {},
): TUnsafe<Static<T> | null> {
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [schema.type, 'null'],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
    ...words,
  })
}

/** Points at a schema by its `$id`, so that the documents show it once and by name. */
export function reference<T extends TSchema & { readonly $id: string }>(
  schema: T,
): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })
}

/** Gives a schema its name in the documents. */
export function named<T extends TSchema, const Id extends string>(
  $id: Id,
  schema: T,
): T & { readonly $id: Id } {
  return Object.assign(schema, { $id })
}
