/**
 * A caller in a process of its own, so that it can be stopped in the middle. argv: a DHT node, and a target that this one reaches.
 * Prints its key, has the machine listen whose key comes on stdin, and prints where that is.
 */
import { createInterface } from 'node:readline'
import { createPeer, parseHostPort } from '@comice/core'
import { encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { createRemote } from '../../src/index.ts'

const print = (fields: object) => process.stdout.write(`${JSON.stringify(fields)}\n`)

await using dir = await tempDir()
await using profile = await openProfile({ dir: dir.path })
const [, , node = '', target = ''] = process.argv
await using peer = await createPeer({ profile, network: { bootstrap: [parseHostPort(node)] } })
await using remote = await createRemote(peer)
print({ key: encodeKey(peer.identity.device.publicKey) })

for await (const key of createInterface(process.stdin)) {
  const reverse = await remote.reverse(key, { address: '127.0.0.1:0', target })
  print({ address: reverse.address })
}
