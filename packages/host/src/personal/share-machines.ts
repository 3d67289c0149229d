/**
 * The names of machines on all devices of a person: what one device gives, the others take over. A name that a device has already is never
 * given to another key by what others say, nor taken away: a stolen device could lead a command to another machine.
 */
import type { Logger } from '@comice/core'
import { MACHINE_KIND, recordsOf } from '@comice/home/records'
import { encodeKey, isComiceError, type PeerEntry } from '@comice/protocol'
import type { PersonalRecords } from './personal-records.ts'

/** What is used of the address book of `@comice/remote`. */
export interface MachineBook {
  add(name: string, key: string): Promise<PeerEntry>
  list(): PeerEntry[]
  onChange(listener: () => void): () => void
}

export interface ShareMachinesParts {
  readonly records: PersonalRecords
  readonly logger: Logger
}

/** Resolves when both are in step; they are kept so as long as both are there. */
export async function shareMachines(
  book: MachineBook,
  { records, logger }: ShareMachinesParts,
): Promise<void> {
  const machines = recordsOf(records, MACHINE_KIND)
  const known = new Map<string, string>()
  /** What is in the book and was not when it was last looked at, and the other way round. */
  const tell = async () => {
    const now = new Map(book.list().map((entry) => [encodeKey(entry.deviceKey), entry]))
    const gone = [...known.keys()].filter((id) => !now.has(id))
    for (const [id, { name, addedAt }] of now) {
      const isNews = known.get(id) !== name && (known.has(id) || !records.wasWritten(MACHINE_KIND.keyOf(id)))
      known.set(id, name)
      if (isNews) await machines.put(id, { petname: name, since: addedAt })
    }
    for (const id of gone) {
      known.delete(id)
      await machines.delete(id)
    }
  }
  const take = async () => {
    const here = new Set(book.list().map(({ deviceKey }) => encodeKey(deviceKey)))
    for (const [id, { petname }] of machines.list()) {
      if (here.has(id)) continue
      try {
        known.set(id, petname)
        await book.add(petname, id)
      } catch (error) {
        known.delete(id)
        // The name is that of another machine here, or is none, or the key is this device's own.
        if (!isComiceError(error)) throw error
        logger.debug({ error, id }, 'the name of a machine was not taken over')
      }
    }
  }
  let last: Promise<void> = records.ready()
  const inTurn = (work: () => Promise<void>) => {
    last = last
      .then(work)
      .catch((error: unknown) => logger.warn({ error }, 'names of machines are not shared'))
    return last
  }
  book.onChange(() => void inTurn(tell))
  records.on('update', () => void inTurn(take))
  await inTurn(tell)
  await inTurn(take)
}
