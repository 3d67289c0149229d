/** Opens the Autobase of a room, as every room is opened. */
import type { Peer } from '@comice/core'
import { type KeyInterval, openBase as openAutobase, type Rollback } from '@comice/storage'
import type Autobase from 'autobase'
import Hyperbee from 'hyperbee'
import { applyRoom } from '../apply/apply-room.ts'
import { MAX_BLOCK_BYTES, MAX_FETCHED_MARK_NODES, MAX_FETCHED_NODES } from '../constants.ts'
import type { RoomBee } from '../view/room-view.ts'
import { ViewBlocks } from '../view/view-blocks.ts'
import { hasMarks, isMarks, isOlder } from '../view/view-keys.ts'

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
  const { namespace, ...rest } = options
  const viewBlocks = new ViewBlocks()
  const base = await openAutobase<RoomBee>(peer.store.namespace(namespace), {
    ...rest,
    wakeup: peer.wakeup,
    maxBlockBytes: MAX_BLOCK_BYTES,
    maxFetchedNodes: MAX_FETCHED_NODES,
    // Applying never asks for older messages.
    views: [
      {
        name: 'view',
        kind: 'bee',
        isNeeded: (interval) => !isOlder(interval) && !isMarks(interval),
        // Applying an edit or a reaction asks for its surroundings.
        alsoFetched: { isNeeded: isOfMarks, maxNodes: MAX_FETCHED_MARK_NODES },
      },
    ],
    open: (store) =>
      new Hyperbee<Uint8Array, Uint8Array>(viewBlocks.keepAppended(store.get('view')), {
        keyEncoding: 'binary',
        valueEncoding: 'binary',
        extension: false,
      }),
    apply: applyRoom,
  })
  return Object.assign(base, { viewBlocks })
}

function isOfMarks(interval: KeyInterval): boolean {
  return hasMarks(interval) && !isOlder(interval)
}
