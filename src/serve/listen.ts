// Opens the server's port, or says what to do when it cannot be had.

import { AppError } from '../domain/error.ts'
import type { Server } from './deps.ts'

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** Listens and returns the address, such as http://127.0.0.1:8000. */
export async function listen(server: Server, { host, port }: ListenOptions): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    throw listenFailure(error, host, port)
  }
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const options = { cause: error }
  switch (code) {
    case 'EADDRINUSE':
      return new AppError(
        'unavailable',
        `Port ${port} on ${host} is taken: stop the other program or set PORT to another one.`,
        options,
      )
    case 'EACCES':
      return new AppError(
        'invalid',
        `Port ${port} may not be opened by this user: set PORT to one from 1024 to 65535.`,
        options,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return new AppError(
        'invalid',
        `This machine has no address ${host}: set HOST to 127.0.0.1, to 0.0.0.0 or to an address it has.`,
        options,
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AppError(
        'invalid',
        `The name ${host} in HOST is not known: set it to 127.0.0.1, to 0.0.0.0 or to an address of this machine.`,
        options,
      )
    default:
      return error
  }
}
