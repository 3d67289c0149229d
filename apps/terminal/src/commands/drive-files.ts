/** `comice drive cat|put|get|cp|mv|rm`: files of drives, one by one. */
import { once } from 'node:events'
import path from 'node:path'
import type { Fetched, FileProgress, MirrorProgress, Put } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import type { Action } from '../grammar/command.ts'
import { byteSize } from '../output/byte-size.ts'
import { formatMirrored, mirrorParts, noteRefused } from '../output/format-mirror.ts'
import { plural } from '../output/format.ts'
import { type Output, peerText } from '../output/output.ts'
import { amountParts, PaceMeter } from '../output/transfer-text.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

export const cat: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const input = { place, timeoutMs: session.options.timeout }
      await doWork(session, { name: 'drives.read', input }, { oncontents: writeOut })
    },
    { endless: true },
  )

/** As fast as whoever reads takes it. */
export async function writeOut(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
}

export const put: Action<{ force: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [file = '', place = ''] = line.args
      const overwrite = line.options.force
      if (file === '-') {
        const input = { place, overwrite }
        const written = await doWork(session, { name: 'drives.write', input }, { contents: process.stdin })
        tellPut(session.output, { kind: 'file', path: written.path, bytes: written.bytes })
        return
      }
      const input = { file: path.resolve(file), place, overwrite }
      const done = await doWork(
        session,
        { name: 'drives.put', input },
        { progressText: transferParts('Writing') },
      )
      tellPut(session.output, done)
    },
    { endless: true },
  )

function tellPut(output: Output, done: Put): void {
  if (done.kind === 'file') {
    output.result('put', done, `${peerText(done.path)} (${byteSize(done.bytes)})`)
    return
  }
  noteRefused(output, done.refused, done.refusedCount)
  output.result('put', done, `${peerText(done.path)}: ${formatMirrored(done)}`)
  if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
}

export const get: Action<{ force: boolean; 'native-names': boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = '', file = '.'] = line.args
      const { timeout: timeoutMs } = session.options
      const { force: overwrite, 'native-names': isNative } = line.options
      const names = isNative ? ('native' as const) : undefined
      const input = { place, to: path.resolve(file), overwrite, names, timeoutMs }
      const done = await doWork(
        session,
        { name: 'drives.get', input },
        { progressText: transferParts('Fetching') },
      )
      tellGot(session.output, done)
    },
    { endless: true },
  )

function tellGot(output: Output, done: Fetched): void {
  if (done.kind === 'file') {
    output.result('got', done, `${peerText(done.file)} (${byteSize(done.bytes)})`)
    return
  }
  noteRefused(output, done.refused, done.refusedCount)
  output.result('got', done, `${peerText(done.file)}: ${formatMirrored(done)}`)
  if (done.refusedCount > 0) process.exitCode = ExitCode.Refused
}

function transferParts(verb: string): (progress: FileProgress | MirrorProgress) => readonly string[] {
  const meter = new PaceMeter()
  return (progress) =>
    'phase' in progress ? mirrorParts(progress) : [verb, ...amountParts(progress, meter.measure(progress))]
}

interface CopyOptions {
  readonly recursive: boolean
  readonly force: boolean
}

export const cp: Action<CopyOptions> = (line) =>
  withNode(
    line,
    async (session) => {
      const [from = '', to = ''] = line.args
      const { recursive, force } = line.options
      const input = { from, to, recursive, overwrite: force, timeoutMs: session.options.timeout }
      const copied = await doWork(session, { name: 'drives.copy', input })
      const { entries, refused, refusedCount } = copied
      noteRefused(session.output, refused, refusedCount)
      session.output.result('copied', { from, to, ...copied }, `${plural(entries, 'file')} copied`)
      if (refusedCount > 0) process.exitCode = ExitCode.Refused
    },
    { endless: true },
  )

export const mv: Action<{ force: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [from = '', to = ''] = line.args
      const input = { from, to, overwrite: line.options.force }
      const { entries } = await doWork(session, { name: 'drives.move', input })
      session.output.result('moved', { from, to, entries }, `${plural(entries, 'file')} moved`)
    },
    { endless: true },
  )

export const rm: Action<{ recursive: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const input = { place, recursive: line.options.recursive }
      const { entries } = await doWork(session, { name: 'drives.remove-entries', input })
      session.output.result('deleted', { place, entries }, `${plural(entries, 'file')} removed`)
    },
    { endless: true },
  )
