/**
 * A process that appends numbers to an Autobase until it is killed, and prints each one that was confirmed. A second
 * store, outside of the disk that loses its power, replicates and applies the whole time. The first line is the key.
 */
import { openProfile } from '@comice/storage'
import Corestore from 'corestore'
import { openRoomLike } from './room-like.ts'

const [dir = '', peerDir = '', key = ''] = process.argv.slice(2)
const profile = await openProfile({ dir, reserveBytes: 1024 * 1024 })
const mine = await openRoomLike(profile.store, key === '' ? null : Buffer.from(key, 'hex'))
const peer = new Corestore(peerDir)
const theirs = await openRoomLike(peer, mine.key)
const here = profile.store.replicate(true)
here.pipe(peer.replicate(false)).pipe(here)
theirs.on('update', () => undefined)
process.stdout.write(`key ${Buffer.from(mine.key ?? []).toString('hex')}\n`)
for (let next = mine.view.length; ; next++) {
  await mine.append(next)
  process.stdout.write(`confirmed ${next}\n`)
}
