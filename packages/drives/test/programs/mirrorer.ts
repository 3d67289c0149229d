/**
 * Mirrors version after version of a folder into a drive and out of it, one JSON line for each that is done, until it is
 * killed. argv: profile directory, folder for source and target, first version.
 */
import { join } from 'node:path'
import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createDrives } from '../../src/index.ts'
import { brokenFiles, isVersion, writeVersion } from './whole-files.ts'

const [dir, folder, first] = process.argv.slice(2)
if (dir === undefined || folder === undefined) throw new Error('usage: mirrorer <profile> <folder> <version>')
const [source, target] = [join(folder, 'source'), join(folder, 'target')]
const profile = await openProfile({ dir, waitMs: 10_000 })
const peer = await createPeer({ profile, network: { local: false, public: false } })
const drives = await createDrives(peer)
const known = (await drives.list()).some(({ name }) => name === 'killed')
if (!known) await drives.create({ name: 'killed' })
const { damaged, missing } = await drives.upkeep.verify('killed')
const say = (line: object) => console.log(JSON.stringify(line))
say({ type: 'open', broken: await brokenFiles(target), damaged, missing })
const options = { deletes: true, mayDeleteMuch: true }
for (let version = Number(first); ; version++) {
  await writeVersion(source, version)
  await drives.mirror({ source, target: 'killed:', ...options })
  await drives.mirror({ source: 'killed:', target, ...options })
  say({ type: 'done', version, isWhole: await isVersion(target, version) })
}
