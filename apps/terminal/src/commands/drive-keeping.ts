/** `comice drive seed|unseed|download|verify|gc`: having drives, for others and for oneself. */
import type { DownloadProgress, DriveView, VerifyProgress } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import type { Action, Line } from '../grammar/command.ts'
import { confirm } from '../input/confirm.ts'
import { byteSize } from '../output/byte-size.ts'
import { seedText } from '../output/format-drive.ts'
import { noteRefused } from '../output/format-mirror.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { doWork } from '../session/do-work.ts'
import { type Session, withNode } from '../session/session.ts'
import { nameOf } from './drive-names.ts'

export const seed: Action<{ on: string | undefined }> = (line) => {
  const { on } = line.options
  return on === undefined ? seedHere(line) : withNode(line, (session) => seedOn(session, line, on))
}

function seedHere(line: Line<unknown>): Promise<void> {
  return withNode(line, async ({ api, output, signal }) => {
    const drive = await api.drives.seed.mutate({ name: nameOf(line.args[0]) }, { signal })
    output.result('drive', drive, seededText(drive))
    output.note(
      `It is given to whoever asks while the node runs. To end it: comice drive unseed ${drive.name}`,
    )
  })
}

async function seedOn(
  session: Session,
  { args: [place = ''] }: Line<unknown>,
  seeder: string,
): Promise<void> {
  const { timeoutMs } = session
  const kept = await doWork(
    session,
    { name: 'drives.keep', input: { place, seeder, timeoutMs } },
    { progressText: ({ held, total }) => [`the seeder holds ${held} of ${total} cores`] },
  )
  session.output.result('keep', kept, 'the seeder holds all of it')
}

function seededText({ name, seed: status }: DriveView): string {
  return status === null ? `${peerText(name)} is seeded` : `${peerText(name)}: ${seedText(status)}`
}

export const unseed: Action<{ on: string | undefined }> = (line) =>
  withNode(line, async ({ api, output }) => {
    const name = nameOf(line.args[0])
    const { on: seeder } = line.options
    if (seeder !== undefined) {
      const { wasKept } = await api.drives.unkeep.mutate({ name, seeder })
      const text = wasKept
        ? 'the seeder gets no newer versions of it'
        : 'that seeder was not asked to hold it'
      return output.result('unkept', { name, seeder, wasKept }, `${peerText(name)}: ${text}`)
    }
    const drive = await api.drives.unseed.mutate({ name })
    output.result('drive', drive, `${peerText(drive.name)} is given to nobody any more`)
  })

export const download: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { timeout: timeoutMs } = session.options
      const done = await doWork(
        session,
        { name: 'drives.download', input: { place, timeoutMs } },
        { progressText: downloadParts },
      )
      const { files, fetchedBlocks } = done
      const text = fetchedBlocks === 0 ? 'all of it was here' : `${plural(fetchedBlocks, 'block')} fetched`
      session.output.result('downloaded', done, `${plural(files, 'file')}: ${text}`)
      noteRefused(session.output, done.refusals, done.refused)
    },
    { endless: true },
  )

function downloadParts({ blocks, totalBlocks, bytes }: DownloadProgress): string[] {
  const percent = totalBlocks === 0 ? 100 : Math.floor((blocks / totalBlocks) * 100)
  return ['Fetching', `${percent} %`, byteSize(bytes), `${blocks} of ${plural(totalBlocks, 'block')}`]
}

export const verify: Action<{ 'no-repair': boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { timeout: timeoutMs } = session.options
      const repairs = !line.options['no-repair']
      const found = await doWork(
        session,
        { name: 'drives.verify', input: { place, repairs, timeoutMs } },
        { progressText: verifyParts },
      )
      const { checked, damaged, repaired, missing } = found
      const facts = [
        `${plural(checked, 'block')} hashed`,
        damaged === 0 ? 'none damaged' : `${damaged} damaged`,
        ...(repaired === 0 ? [] : [`${repaired} fetched again`]),
        ...(missing === 0 ? [] : [`${missing} missing`]),
      ]
      session.output.result('verified', found, facts.join(', '))
      noteRefused(session.output, found.refusals, found.refused)
      if (missing > 0) process.exitCode = ExitCode.BadData
      if (missing > 0) session.output.note('Somebody who has the drive has to be there: run it again then.')
    },
    { endless: true },
  )

function verifyParts({ checked, total }: VerifyProgress): string[] {
  const percent = total === 0 ? 100 : Math.floor((checked / total) * 100)
  return ['Hashing', `${percent} %`, `${checked} of ${plural(total, 'block')}`]
}

export const gc: Action<{ all: boolean; yes: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const drive = await session.api.drives.info.query({ name: nameOf(line.args[0]) })
      const name = peerText(drive.name)
      if (drive.isOurs) await confirm(session, `the contents of ${name}’s earlier versions`, line.options.yes)
      const input = { place: drive.name, all: line.options.all }
      const cleared = await doWork(session, { name: 'drives.gc', input })
      const { blocks, kept } = cleared
      session.output.result(
        'cleared',
        { name: drive.name, ...cleared },
        `${plural(blocks, 'block')} deleted, ${kept} kept`,
      )
    },
    { endless: true },
  )
