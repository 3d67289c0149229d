/** Real objects of every declared module: stores in a temporary folder, a DHT on loopback, two peers of everything. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { basicObjects } from './world-basics.ts'
import { driveObjects } from './world-drives.ts'
import { networkObjects } from './world-network.ts'
import { pairingObjects } from './world-pairing.ts'
import { storeObjects } from './world-stores.ts'
import { streamObjects } from './world-streams.ts'

/** A real object, and what its public members may be taken for. */
export interface Real {
  object?: object
  /** What holds the static members; for a module of functions, the module. */
  statics?: object
}

/** By `module#Name`, as in `hyperswarm#Hyperswarm.PeerInfo`. */
export type Reality = Record<string, Real>

export interface World extends AsyncDisposable {
  readonly folder: string
  /** Runs when the world ends, last added first. */
  defer(close: () => unknown): void
}

export async function openWorld(): Promise<AsyncDisposable & { reality: Reality }> {
  const world = createWorld()
  const stores = await storeObjects(world)
  const network = await networkObjects(world)
  const reality: Reality = {
    ...basicObjects(),
    ...(await streamObjects(world)),
    ...stores.reality,
    ...network.reality,
    ...(await driveObjects(world)),
    ...(await pairingObjects(world, { stores, network })),
  }
  return { reality, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'holepunch-types-'))
  const closers: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  return {
    folder,
    defer: (close) => closers.push(close),
    async [Symbol.asyncDispose]() {
      for (const close of closers.reverse()) await close()
    },
  }
}
