// What is said to run on any Node from 20 on, used and not only imported. Prints one line for each part.
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { decodeOperation, encodeOperation } from '@comice/protocol'
import { profilePaths } from '@comice/storage/paths'
import { connect, createPeers, createUnderlay, tempDir } from '@comice/testkit'

const message = { kind: 'message', text: 'hello', claimedAt: 1, replyTo: null }
console.log('protocol', decodeOperation(encodeOperation(message)).value?.text)

const underlay = createUnderlay()
const peers = await createPeers('alice', 'bob', { underlay })
await connect(peers.alice, peers.bob)
await peers[Symbol.asyncDispose]()
await underlay[Symbol.asyncDispose]()
console.log('testkit', 'connected')

const dir = await tempDir()
console.log('host/launch', await findNode(dir.path))
console.log('storage/paths', Object.keys(profilePaths(dir.path)).length > 0)
const client = createLocalClient({ socketPath: dir.join('nobody.sock'), token: 'none' })
console.log('client', await client.api.rooms.list.query().catch(({ code }) => code))
await client[Symbol.asyncDispose]()
await dir[Symbol.asyncDispose]()
process.exit(0)
