/** Two people in one room, each a process of their own. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { HostPort, OpenInput } from './peer-calls.ts'
import { type PeerProcess, startPeer } from './peer-process.ts'

/** What is measured: ours, the plain program, and the plain program on a store that syncs as ours does. */
export type Side = 'comice' | 'bare' | 'bare, synced'

export interface RoomPair extends AsyncDisposable {
  readonly alice: PeerProcess
  readonly bob: PeerProcess
}

export interface PairOptions {
  readonly dir: string
  readonly bootstrap: readonly HostPort[]
}

/** Alice makes the room, bob joins it. */
export async function openPair(side: Side, { dir, bootstrap }: PairOptions): Promise<RoomPair> {
  await using scope = new AsyncDisposableStack()
  const alice = scope.use(await openSide(side, { dir: await makeFolder(dir, `${side} alice`), bootstrap }))
  const bob = scope.use(await openSide(side, { dir: await makeFolder(dir, `${side} bob`), bootstrap }))
  await alice.create({ name: 'garden' })
  await letIn(alice, bob)
  const opened = scope.move()
  return { alice, bob, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

export async function openSide(side: Side, input: OpenInput): Promise<PeerProcess> {
  const peer = await startPeer(side === 'comice' ? 'comice' : 'bare')
  await peer.open({ ...input, isDurable: side === 'bare, synced' })
  return peer
}

/** Resolves with when bob began to join; he may write now. Without an invite alice makes one. */
export async function letIn(alice: PeerProcess, bob: PeerProcess, invite?: string): Promise<number> {
  const { writer, startedAt } = await bob.ask({ invite: invite ?? (await alice.invite({})) })
  if (writer !== null) await alice.admit({ writer })
  await bob.joined({})
  return startedAt
}

export async function makeFolder(...parts: string[]): Promise<string> {
  const folder = path.join(...parts).replaceAll(/[ ,]+/gu, '-')
  await mkdir(folder, { recursive: true })
  return folder
}
