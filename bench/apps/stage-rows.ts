/** Staging a folder of which nothing, or one file, has changed. */
import path from 'node:path'
import { interleave } from '../harness/interleave.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'
import { changeOneFile, makeAppFolder } from './app-folder.ts'

const SIZE = { files: 10_000, bytes: 40_000_000, modules: 50 }
const SMOKE_SIZE = { files: 100, bytes: 400_000, modules: 10 }
const AIM_MS = 2_000

export async function stageRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  const size = isSmoke ? SMOKE_SIZE : SIZE
  log(`staging ${size.files} files`)
  const folder = path.join(dir, 'app')
  await makeAppFolder(folder, size)
  await using comice = await stagedOnce('comice-apps', dir, folder)
  await using hyperdrive = await stagedOnce('bare-drive', dir, folder)
  const stage = async (author: PeerProcess) => {
    const { ms, cpuMs } = await author.stage({ dir: folder })
    return { value: ms, cpuMs }
  }
  const unchanged = await interleave(rounds, {
    comice: () => stage(comice),
    'localdrive mirror': () => stage(hyperdrive),
  })
  const bytes = Math.floor(size.bytes / size.files)
  const changed = await interleave(rounds, {
    comice: async (round) => {
      await changeOneFile(folder, 2 * round, bytes)
      return stage(comice)
    },
    'localdrive mirror': async (round) => {
      await changeOneFile(folder, 2 * round + 1, bytes)
      return stage(hyperdrive)
    },
  })
  const name = `stage of ${size.files} files`
  return [
    { measure: `${name}, none changed`, unit: 'ms', sides: unchanged, aim: { median: AIM_MS } },
    { measure: `${name}, one changed`, unit: 'ms', sides: changed, aim: { median: AIM_MS } },
  ]
}

/** Without a network: nobody fetches while the disk is measured. */
async function stagedOnce(
  program: 'comice-apps' | 'bare-drive',
  dir: string,
  folder: string,
): Promise<PeerProcess> {
  const author = await startPeer(program)
  await author.open({ dir: await makeFolder(dir, `${program} author`), bootstrap: null })
  await author.makeApp({ name: 'bench' })
  await author.stage({ dir: folder })
  return author
}
