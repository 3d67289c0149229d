/** A drive between: the source is mirrored into it, and it into the target by a peer that follows it. */
import { cpuOfTrees } from '../../harness/cpu.ts'
import { type DriveProgram, openDrivePair } from '../drive-pair.ts'
import type { Carrier, CarrierKind, CarrierPlaces } from './carrier.ts'

export const comice: CarrierKind = pairOf('comice', 'comice-drives')
export const hyperdrive: CarrierKind = pairOf('hyperdrive', 'bare-drive')

function pairOf(name: string, program: DriveProgram): CarrierKind {
  const open = (places: CarrierPlaces) => openPair(program, places)
  return { name, needs: [], isAgain: true, isSmoke: true, open }
}

async function openPair(program: DriveProgram, places: CarrierPlaces): Promise<Carrier> {
  const { source, target } = places
  const pair = await openDrivePair(program, places)
  const { author, reader } = pair
  const pids = [author.pid, reader.pid]
  let link: string | null = null
  return {
    carry: async () => {
      const before = cpuOfTrees(pids)
      const startedAt = performance.now()
      if (link === null) {
        link = await author.makeApp({ name: 'bench' })
        await author.stage({ dir: source })
        await author.seed({})
        await reader.fetchApp({ link, dir: target })
      } else {
        await author.stage({ dir: source })
        await reader.updateApp({ link, dir: target, isNewer: true })
      }
      const value = performance.now() - startedAt
      const after = cpuOfTrees(pids)
      return { value, cpuMs: before === null || after === null ? null : after - before }
    },
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  }
}
