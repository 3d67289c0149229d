/** Opens the Autobase of a room, as every room is opened. */
import type { Peer } from '@comice/core'
import { makeAutobaseCrashSafe } from '@comice/storage'
import Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import { applyRoom } from '../apply/apply-room.ts'
import type { RoomBee } from '../view/room-view.ts'
import { ViewBlocks } from '../view/view-blocks.ts'
import { completeFastForwards } from './complete-fast-forward.ts'
import { hardenBase } from './harden-base.ts'
import { fetchOwnBlocks, type Rollback, watchRollback } from './recover-local.ts'

/** With the blocks of its view that are in memory. */
export type RoomBase = Autobase<RoomBee, Uint8Array> & { readonly viewBlocks: ViewBlocks }

export interface OpenBaseOptions {
  /** Null makes a new room. */
  key: Uint8Array | null
  encryptionKey: Uint8Array
  /** Where the store finds our own writer core: the same name gives the same core. */
  namespace: string
  ackIntervalMs: number
  /** Autobase gave up. Called at most once; the base is closed then. */
  onerror: (error: Error) => void
  /** Our core is behind what others have of it. Called at most once; close the base, and open it again. */
  onrollback: (rollback: Rollback) => void
}

/** The namespace in which this profile's writer core of a room lives. */
export function roomNamespace(discoveryKey: Uint8Array): string {
  return `comice room ${Buffer.from(discoveryKey).toString('hex')}`
}

/** Resolves when the base is open; what is here was applied, or soon will be. */
export async function openBase(peer: Peer, options: OpenBaseOptions): Promise<RoomBase> {
  const viewBlocks = new ViewBlocks()
  const autobase = new Autobase<RoomBee, Uint8Array>(peer.store.namespace(options.namespace), options.key, {
    valueEncoding: 'binary',
    encrypted: true,
    encryptionKey: options.encryptionKey,
    ackInterval: options.ackIntervalMs,
    wakeup: peer.wakeup,
    open: (store) =>
      new Hyperbee<Uint8Array, Uint8Array>(viewBlocks.keepAppended(store.get('view')), {
        keyEncoding: 'binary',
        valueEncoding: 'binary',
        extension: false,
      }),
    apply: applyRoom,
  })
  const base: RoomBase = Object.assign(makeAutobaseCrashSafe(autobase), { viewBlocks })
  hardenBase(base)
  completeFastForwards(base)
  base.on('error', options.onerror)
  try {
    await base.ready()
  } catch (error) {
    await base.close()
    throw error
  }
  fetchOwnBlocks(base)
  watchRollback(base, options.onrollback)
  return base
}
