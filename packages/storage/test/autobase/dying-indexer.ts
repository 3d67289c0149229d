/**
 * Appends 0 to 4 to an Autobase, then 5, and kills itself as soon as the first database batch of that is written. The
 * first argument is the directory, the second `safe` or `unsafe`. It prints the Autobase's key.
 */
import { openProfile } from '@comice/storage'
import { openRoomLike } from '../durability/room-like.ts'

const [dir = '', mode] = process.argv.slice(2)
const profile = await openProfile({ dir })
const base = await openRoomLike(profile.store, null, { crashSafe: mode === 'safe' })
for (let i = 0; i < 5; i++) await base.append(i)

const { atom } = (base as unknown as { _applyState: { store: { atom: { flush(): Promise<void> } } } })
  ._applyState.store
const flush = atom.flush.bind(atom)
atom.flush = async () => {
  await flush()
  process.kill(process.pid, 'SIGKILL')
}
process.stdout.write(`key ${Buffer.from(base.key ?? []).toString('hex')}\n`)
await base.append(5)
