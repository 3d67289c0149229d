// node main.ts: alice makes a room, bob joins by her invite, and they talk. No server, no account, no internet needed.
import { createPeer } from '@comice/core'
import { createRooms } from '@comice/rooms'
import { openProfile } from '@comice/storage'

await using aliceProfile = await openProfile({ dir: '.comice/alice' })
await using alice = await createPeer({ profile: aliceProfile })
const aliceRooms = await createRooms(alice)

await using bobProfile = await openProfile({ dir: '.comice/bob' })
await using bob = await createPeer({ profile: bobProfile })
const bobRooms = await createRooms(bob)

const garden = await aliceRooms.create({ name: 'garden', nickname: 'alice' })
const { text: invite } = await garden.createInvite()
await garden.say('hello bob')

const sameGarden = await bobRooms.join(invite, { nickname: 'bob' })
await sameGarden.say('hello alice')

for await (const event of garden.watch({ from: 0 })) {
  if (event.type !== 'message') continue
  console.log(`${event.message.name}: ${event.message.text}`)
  if (event.message.text === 'hello alice') break
}
