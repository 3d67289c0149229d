/**
 * An end of a pipe, until everything has arrived. argv: folder of its profile, address of a DHT node, and `give` or `take` with a
 * code. Who gives prints the code, and sends what it reads.
 */
import { countBuffersAsHeap, createPeer } from '@comice/core'
import { createRemote, openPipeEnd } from '@comice/remote'
import { openProfile } from '@comice/storage'

// As the node does.
countBuffersAsHeap()
const [dir = '', node = '', verb = '', code = ''] = process.argv.slice(2)
const [host = '', port = ''] = node.split(':')
const profile = await openProfile({ dir })
const peer = await createPeer({ profile, network: { bootstrap: [{ host, port: Number(port) }] } })
const remote = await createRemote(peer)
if (verb === 'give') {
  await using listener = remote.listenForPipe()
  await listener.announced()
  process.stdout.write(`${listener.code ?? ''}\n`)
  const { bytes } = await listener.next()
  await openPipeEnd(bytes, { input: process.stdin, output: process.stdout }).done
} else {
  const { bytes } = await remote.openCodePipe(code)
  await openPipeEnd(bytes, { input: null, output: process.stdout }).done
}
await remote.close()
await peer.close()
await profile.close()
process.exit(0)
