/**
 * A process in which alice, the indexer, and bob, a member, talk in one room until it is killed. It prints
 * `key <hex>`, then `confirmed <name> <number>` for each thing that was confirmed to its speaker. A witness, whose store
 * no power loss reaches, replicates and applies the whole time.
 */
import { openProfile } from '@comice/storage'
import { waitFor } from '@comice/testkit'
import Corestore from 'corestore'
import { connectAll, openTalkRoom, type TalkRoom } from './talk-room.ts'

const [aliceDir = '', bobDir = '', witnessDir = '', key = '', from = '0'] = process.argv.slice(2)
const alice = await openProfile({ dir: aliceDir, reserveBytes: 1024 * 1024 })
const bob = await openProfile({ dir: bobDir, reserveBytes: 1024 * 1024 })
const witness = new Corestore(witnessDir)

const owner = await openTalkRoom(alice.store, key === '' ? null : Buffer.from(key, 'hex'))
const member = await openTalkRoom(bob.store, owner.key)
await openTalkRoom(witness, owner.key)
connectAll([alice.store, bob.store, witness])
if (!member.writable) await owner.append({ admit: Buffer.from(member.local.key ?? []).toString('hex') })
await waitFor(() => member.writable, { describe: 'bob to be admitted' })

process.stdout.write(`key ${Buffer.from(owner.key ?? []).toString('hex')}\n`)
await Promise.all([talk('alice', owner), talk('bob', member)])

async function talk(by: string, room: TalkRoom): Promise<never> {
  for (let number = Number(from); ; number++) {
    await room.append({ by, number })
    process.stdout.write(`confirmed ${by} ${number}\n`)
  }
}
