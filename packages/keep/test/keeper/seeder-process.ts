/** A seeder as a process of its own, for tests that kill it. */
import { createPeer } from '@comice/core'
import { decodeKey, encodeKey } from '@comice/protocol'
import { openProfile } from '@comice/storage'
import { createKeep } from '../../src/keep/keep.ts'

const { SEEDER_DIR: dir = '', SEEDER_BOOTSTRAP: bootstrap = '', SEEDER_ALLOW: allow = '' } = process.env
const profile = await openProfile({ dir })
const [host = '', port = ''] = bootstrap.split(':')
const peer = await createPeer({ profile, network: { bootstrap: [{ host, port: Number(port) }] } })
const keep = await createKeep(peer, { allow: [decodeKey(allow)] })
console.log(JSON.stringify({ key: encodeKey(keep.publicKey), cores: keep.stats().cores }))
