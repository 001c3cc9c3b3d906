// up: serves and collects; with keys the census of the platforms, without any the demo.

import { refuseDemo } from '../store/demo.ts'
import { superviseCollector } from './collector.ts'
import { runCommand } from './command.ts'
import { upDemo } from './demo.ts'
import { type House, withHouse } from './house.ts'
import { servingPool, whileServing } from './serve.ts'

export function runUp(): Promise<void> {
  return runCommand('up', command =>
    command.config.platforms.length === 0
      ? upDemo(command)
      : withHouse(command, upCensus, servingPool),
  )
}

async function upCensus(house: House): Promise<void> {
  await refuseDemo(house.sql)
  await whileServing(house, house.config.platforms, () => superviseCollector(house))
}
