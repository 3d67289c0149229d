import type { Codec } from '@comice/protocol'
import { makeAutobaseCrashSafe } from '@comice/storage'
import Autobase from 'autobase'
import c from 'compact-encoding'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'

/** What somebody said; numbers of one speaker only grow. */
export interface Said {
  by: string
  number: number
}

type Operation = Said | { admit: string }

export type TalkRoom = Autobase<Hypercore<Said>, Operation>

/** An Autobase of several writers as rooms use it: encrypted, its creator the one indexer, who admits the others. */
export async function openTalkRoom(store: Corestore, key: Uint8Array | null): Promise<TalkRoom> {
  const base = new Autobase<Hypercore<Said>, Operation>(store, key, {
    encryptionKey: Buffer.alloc(32, 7),
    ackInterval: 0,
    valueEncoding: c.json as Codec<Operation>,
    open: (views) => views.get({ name: 'said', valueEncoding: c.json as Codec<Said> }),
    apply: async (nodes, view, host) => {
      for (const { value } of nodes) {
        if ('admit' in value) await host.addWriter(Buffer.from(value.admit, 'hex'), { indexer: false })
        else await view.append(value)
      }
    },
  })
  makeAutobaseCrashSafe(base)
  await base.ready()
  return base
}

/** Everything in a room's view. */
export async function saidIn({ view }: TalkRoom): Promise<Said[]> {
  const said: Said[] = []
  for (let at = 0; at < view.length; at++) {
    const entry = await view.get(at)
    if (entry !== null) said.push(entry)
  }
  return said
}

/** Lets every two of the stores replicate. */
export function connectAll(stores: readonly Corestore[]): Disposable {
  const streams = stores.flatMap((one, at) =>
    stores.slice(at + 1).flatMap((other) => {
      const [here, there] = [one.replicate(true), other.replicate(false)]
      here.pipe(there).pipe(here)
      return [here, there]
    }),
  )
  return {
    [Symbol.dispose]() {
      for (const stream of streams) stream.destroy()
    },
  }
}
