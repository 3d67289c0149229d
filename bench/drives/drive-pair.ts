/** An author and a reader of drives, each a new process. */
import type { TestDht } from '@comice/testkit'
import { type PeerProcess, startPeer } from '../harness/peer-process.ts'
import { makeFolder } from '../harness/room-pair.ts'

export type DriveProgram = 'comice-drives' | 'bare-drive'

export interface DrivePair extends AsyncDisposable {
  readonly author: PeerProcess
  readonly reader: PeerProcess
}

export async function openDrivePair(
  program: DriveProgram,
  { home, dht }: { home: string; dht: TestDht },
): Promise<DrivePair> {
  await using scope = new AsyncDisposableStack()
  const isNode = program === 'comice-drives'
  const author = scope.use(await startPeer(program, { isNode }))
  const reader = scope.use(await startPeer(program, { isNode }))
  await author.open({ dir: await makeFolder(home, 'author'), bootstrap: dht.bootstrap })
  await reader.open({ dir: await makeFolder(home, 'reader'), bootstrap: dht.bootstrap })
  const kept = scope.move()
  return { author, reader, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
