/** What an update of one file moves over the network. */
import path from 'node:path'
import { createTestDht, type TestDht } from '@comice/testkit'
import { pick, sampled } from '../harness/interleave.ts'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'
import type { Row, Run } from '../harness/suite.ts'
import { changeOneFile, makeAppFolder, setVersion } from './app-folder.ts'

const SIZE = { files: 5_000, bytes: 50_000_000, modules: 50 }
const SMOKE_SIZE = { files: 50, bytes: 500_000, modules: 10 }
const AIM_KB = 200

interface Pair extends AsyncDisposable {
  readonly folder: string
  readonly link: string
  readonly author: PeerProcess
  readonly user: PeerProcess
  /** Where the plain program mirrors to. */
  readonly copy: string
}

interface Moved {
  readonly bytes: number
  readonly ms: number
  readonly cpuMs: number
}

export async function updateRows({ rounds, dir, isSmoke, log }: Run): Promise<Row[]> {
  await using dht = await createTestDht()
  const size = isSmoke ? SMOKE_SIZE : SIZE
  log(`an update of one file in ${size.files}`)
  await using comice = await makePair('comice-apps', { home: path.join(dir, 'comice'), size, dht })
  await using hyperdrive = await makePair('bare-drive', { home: path.join(dir, 'hyperdrive'), size, dht })
  const bytes = Math.floor(size.bytes / size.files)
  const samples = await sampled(rounds, {
    comice: (round) => update(comice, round, bytes),
    hyperdrive: (round) => update(hyperdrive, round, bytes),
  })
  const name = `update of one file of ${bytes / 1e3} kB in ${size.bytes / 1e6} MB, ${size.files} files`
  return [
    {
      measure: `${name}: received`,
      unit: 'kB',
      sides: pick(samples, (moved) => ({ value: moved.bytes / 1e3, cpuMs: moved.cpuMs })),
      aim: { median: AIM_KB },
    },
    {
      measure: 'the same: time',
      unit: 'ms',
      sides: pick(samples, ({ ms, cpuMs }) => ({ value: ms, cpuMs })),
    },
  ]
}

/** An author, and a user who has the first version. */
async function makePair(
  program: 'comice-apps' | 'bare-drive',
  { home, size, dht }: { home: string; size: typeof SIZE; dht: TestDht },
): Promise<Pair> {
  await using scope = new AsyncDisposableStack()
  const folder = path.join(home, 'app')
  await makeAppFolder(folder, size)
  const [author, user] = [scope.use(await startPeer(program)), scope.use(await startPeer(program))]
  const copy = await makeFolder(home, 'copy')
  await author.open({ dir: await makeFolder(home, 'author'), bootstrap: dht.bootstrap })
  await user.open({ dir: await makeFolder(home, 'user'), bootstrap: dht.bootstrap })
  const link = await author.makeApp({ name: 'bench' })
  await author.stage({ dir: folder })
  await author.release({})
  await author.seed({})
  await user.fetchApp({ link, dir: copy })
  const opened = scope.move()
  return { folder, link, author, user, copy, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

async function update(
  { folder, link, author, user, copy }: Pair,
  round: number,
  bytes: number,
): Promise<Moved> {
  await changeOneFile(folder, round, bytes)
  await setVersion(folder, `1.1.${round}`)
  const before = await user.usage({})
  await author.stage({ dir: folder })
  await author.release({})
  const { ms, cpuMs } = await user.updateApp({ link, dir: copy })
  const after = await user.usage({})
  return { bytes: after.receivedBytes - before.receivedBytes, ms, cpuMs }
}
