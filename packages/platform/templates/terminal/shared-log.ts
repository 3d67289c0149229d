/**
 * A log kept by many: everybody appends to a core of their own, and reads the cores of all whom they meet. The first
 * block of a core is its author's nickname, each later one an entry.
 */
import type { Core, Store, SwarmConnection } from '@comice/runtime'

export interface Entry {
  readonly nickname: string
  readonly text: string
}

export interface SharedLogOptions {
  /** Counts when the log is new. Default: the beginning of its key. */
  readonly nickname?: string | undefined
  /** Somebody was met for the first time in this run. */
  readonly onMet: (nickname: string) => void
  /** Somebody else's entry, old ones first. */
  readonly onEntry: (entry: Entry) => void
}

export interface SharedLog {
  readonly nickname: string
  /** On the disk when it resolves; on its way to the others. */
  add(text: string): Promise<void>
  /** Exchanges entries with whoever is at the other end. */
  share(connection: SwarmConnection): void
}

const KEY_BYTES = 32
const SHOWN_CHARS = 400

export async function openSharedLog(store: Store, options: SharedLogOptions): Promise<SharedLog> {
  const own = store.get({ name: 'log', valueEncoding: 'utf-8' })
  await own.ready()
  const { key } = own
  if (key === null) throw new Error('the log has no key')
  if (own.length === 0) await own.append(options.nickname ?? `guest-${own.id?.slice(0, 4)}`)
  const known = new Set([key.toString('hex')])

  const share = (connection: SwarmConnection) => {
    store.replicate(connection).catch(() => connection.destroy())
    connection.write(key)
    connection.on('readable', function take() {
      const theirs = connection.read(KEY_BYTES) as Buffer | null
      if (theirs?.length !== KEY_BYTES) return
      connection.off('readable', take)
      const name = theirs.toString('hex')
      if (known.has(name)) return
      known.add(name)
      follow(store.get({ key: theirs, valueEncoding: 'utf-8' }), options).catch((error: unknown) => {
        known.delete(name)
        console.error('a log could not be read:', error)
      })
    })
  }
  return {
    nickname: await own.get(0),
    add: async (text) => void (await own.append(text)),
    share,
  }
}

/** Reads a core from its first block, and on as it grows. */
async function follow(core: Core<'utf-8'>, { onMet, onEntry }: SharedLogOptions): Promise<void> {
  let nickname: string | null = null
  for await (const block of core.createReadStream({ live: true })) {
    if (nickname === null) onMet((nickname = readable(block)))
    else onEntry({ nickname, text: readable(block) })
  }
}

/** What others wrote can be anything: without what a terminal would act on, and not longer than one cares to read. */
function readable(text: string): string {
  return text.slice(0, SHOWN_CHARS).replaceAll(/\p{C}/gu, '\u{fffd}')
}
