/**
 * Mirrors a drive of another peer into a folder, again and again, until it is killed. argv: profile directory, target,
 * link, bootstrap.
 */
import { createPeer, parseHostPort } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createDrives } from '../../src/index.ts'
import { brokenFiles } from './whole-files.ts'

const [dir, target, link, bootstrap] = process.argv.slice(2)
if (dir === undefined || target === undefined || link === undefined || bootstrap === undefined) {
  throw new Error('usage: reader <profile> <target> <link> <bootstrap>')
}
const profile = await openProfile({ dir, waitMs: 10_000 })
const peer = await createPeer({ profile, network: { bootstrap: [parseHostPort(bootstrap)] } })
const drives = await createDrives(peer)
const say = (line: object) => console.log(JSON.stringify(line))
say({ type: 'open', broken: await brokenFiles(target) })
for (;;) {
  const result = await drives.mirror({ source: link, target, deletes: true, mayDeleteMuch: true })
  say({ type: 'done', version: result.sourceVersion, refused: result.refusedCount })
}
