/** `comice drive create|add|list|info|alias|remove|purge|link`: the drives of a profile, by name. */
import type { DriveView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { confirm } from '../input/confirm.ts'
import { readLink } from '../input/read-link.ts'
import { formatDrive, formatDriveInfo } from '../output/format-drive.ts'
import { peerText } from '../output/output.ts'
import { withNode } from '../session/session.ts'

export const create: Action<{ encrypted: boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [name] = line.args
    const drive = await api.drives.create.mutate({ name, isEncrypted: line.options.encrypted })
    output.result('drive', drive, formatDriveInfo(drive))
    output.note(`Next: comice mirror ./folder ${drive.name}:    then: comice drive seed ${drive.name}`)
  })

export const add: Action<{ name: string | undefined; blind: boolean }> = (line) =>
  withNode(line, async ({ api, output, signal }) => {
    const link = await readLink(line.args[0], signal)
    const { name, blind } = line.options
    const drive = await api.drives.add.mutate({ link, name, isBlind: blind })
    output.result('drive', drive, formatDriveInfo(drive))
  })

export const list: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const drives = await api.drives.list.query()
    for (const drive of drives) output.result('drive', drive, formatDrive(drive))
    if (drives.length === 0) output.note('No drives yet. Make one: comice drive create pears')
  })

export const info: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const drive = await api.drives.info.query({ name: nameOf(line.args[0]) })
    output.result('drive', drive, formatDriveInfo(drive, drive.seeders))
  })

export const alias: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word, to = ''] = line.args
    const drive = await api.drives.alias.mutate({ name: nameOf(word), to })
    output.result('drive', drive, formatDrive(drive))
  })

export const remove: Action<{ yes: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const drive = await api.drives.info.query({ name: nameOf(line.args[0]) })
    // Without its key nobody reads an encrypted drive again, its owner neither.
    if (drive.isEncrypted && !drive.isBlind)
      await confirm(session, `the read key of ${peerText(drive.name)}`, line.options.yes)
    await api.drives.remove.mutate({ name: drive.name })
    output.result(
      'removed',
      partsOf(drive),
      `${peerText(drive.name)} is forgotten; its contents stay on the disk`,
    )
    output.note(`To give it a name again: comice drive add ${drive.link}`)
  })

export const purge: Action<{ yes: boolean }> = (line) =>
  withNode(line, async (session) => {
    const drive = await session.api.drives.info.query({ name: nameOf(line.args[0]) })
    const what = drive.isOurs ? `${drive.name}, which is yours, for ever` : drive.name
    await confirm(session, what, line.options.yes)
    await session.api.drives.purge.mutate({ name: drive.name })
    session.output.result('purged', partsOf(drive), `${peerText(drive.name)} is gone`)
  })

function partsOf({ name, id, link: own }: DriveView): Pick<DriveView, 'name' | 'id' | 'link'> {
  return { name, id, link: own }
}

export const link: Action<{ 'read-key': boolean }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [place = ''] = line.args
    const readKey = line.options['read-key']
    const made = await api.drives.link.query({ place, readKey })
    if (readKey) output.note('Whoever has this link can read the drive. Send it over a channel you trust.')
    output.result('link', { ...made, readKey }, made.link)
  })

/** A colon behind the name does no harm. */
export function nameOf(word = ''): string {
  return word.replace(/:$/u, '')
}
