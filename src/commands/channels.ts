// channels delete: a channel and everything kept of it.

import { AppError } from '../domain/error.ts'
import { readPlatform } from '../domain/platform.ts'
import { printLine } from '../lib/terminal.ts'
import { deleteChannel } from '../store/delete-channel.ts'
import { runCommand } from './command.ts'
import { withHouse } from './house.ts'

/** Prints what went as one JSON line. */
export async function runDeleteChannel(name: string, channelId: string): Promise<void> {
  const platform = readPlatform(name)
  await runCommand('channels', command =>
    withHouse(command, async ({ sql }) => {
      const deleted = await deleteChannel(sql, platform, channelId)
      if (deleted === null)
        throw new AppError('not_found', `There is no channel ${channelId} of ${platform}.`)
      await printLine({ platform, channel_id: channelId, deleted })
    }),
  )
}
