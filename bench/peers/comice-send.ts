/**
 * Sends or receives once, and ends. argv: folder of its profile, address of a DHT node, `send` and a path, or `receive`,
 * a code and a folder. A sender prints its code.
 */
import { createPeer } from '@comice/core'
import { createSends } from '@comice/drives'
import { openProfile } from '@comice/storage'

const [dir = '', node = '', verb = '', what = '', into = ''] = process.argv.slice(2)
const [host = '', port = ''] = node.split(':')
const profile = await openProfile({ dir })
const peer = await createPeer({ profile, network: { bootstrap: [{ host, port: Number(port) }] } })
const sends = await createSends(peer)
if (verb === 'send') {
  const send = await sends.send({ paths: [what] })
  process.stdout.write(`${send.code}\n`)
  await send.done
} else await (await sends.receive(what, { into })).done
await peer.close()
await profile.close()
