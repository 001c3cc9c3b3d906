// A request whose parameters are wrong.

import type { ParameterFault } from '../contract/problem.ts'
import { type GivenQuery, readQuery } from '../contract/query.ts'
import { AppError } from '../domain/error.ts'

/** `invalid`, with every parameter that is wrong. */
export class QueryError extends AppError {
  readonly faults: readonly ParameterFault[]

  constructor(faults: readonly ParameterFault[]) {
    const sentences = faults.map(({ parameter, message }) =>
      `${parameter} ${message}.`.replace(/\?\.$/, '?'),
    )
    super('invalid', sentences.join(' '))
    this.faults = faults
  }
}

/** Throws a `QueryError` when anything is asked of a path that takes no parameters. */
export function refuseParameters(given: GivenQuery): void {
  const { faults } = readQuery({}, given)
  if (faults.length > 0) throw new QueryError(faults)
}
