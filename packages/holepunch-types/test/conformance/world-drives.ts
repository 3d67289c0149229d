/** Hyperdrive, a local folder, and a mirror between them. */
import { join } from 'node:path'
import Corestore from 'corestore'
import Hyperdrive from 'hyperdrive'
import Localdrive from 'localdrive'
import MirrorDrive from 'mirror-drive'
import type { Reality, World } from './world.ts'

export async function driveObjects(world: World): Promise<Reality> {
  const drive = new Hyperdrive(new Corestore(join(world.folder, 'drive')))
  world.defer(() => drive.close())
  await drive.put('/file', 'content')
  const local = new Localdrive(join(world.folder, 'files'))
  const mirror = drive.mirror(local)
  const differences: MirrorDrive.Difference[] = []
  for await (const difference of mirror) differences.push(difference)
  const progress = mirror.monitor()
  world.defer(() => progress.destroy())
  const monitor = drive.monitor('/file')
  await monitor.ready()
  const entry = await drive.entry('/file')
  if (!entry || !progress.stats) throw new Error('the drive lost its file')
  return {
    'hyperdrive#Hyperdrive': { object: drive, statics: Hyperdrive },
    'hyperdrive#Hyperdrive.EntryValue': { object: entry.value },
    'hyperdrive#Hyperdrive.Download': { object: drive.download('/file') },
    'hyperdrive#Hyperdrive.Monitor': { object: monitor },
    'hyperdrive#Hyperdrive.TransferStats': { object: monitor.downloadStats },
    'localdrive#Localdrive': { object: local, statics: Localdrive },
    'localdrive#Localdrive.Entry': { object: (await local.entry('/file')) ?? {} },
    'mirror-drive#MirrorDrive': { object: mirror, statics: MirrorDrive },
    'mirror-drive#MirrorDrive.Difference': { object: differences[0] ?? {} },
    'mirror-drive#MirrorDrive.Monitor': { object: progress },
    'mirror-drive#MirrorDrive.MonitorStats': { object: progress.stats },
  }
}
