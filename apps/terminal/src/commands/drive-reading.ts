/** `comice drive ls|find|du|stat`: what there is in a drive. */
import type { ListedEntry } from '@comice/host'
import { ExitCode } from '@comice/protocol'
import type { Action } from '../grammar/command.ts'
import { formatEntry, formatLongEntry, formatStat, formatUse } from '../output/format-entry.ts'
import type { Output } from '../output/output.ts'
import { doWork } from '../session/do-work.ts'
import { withNode } from '../session/session.ts'

export const ls: Action<{ recursive: boolean; long: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const { recursive, long } = line.options
      const input = { place, recursive, timeoutMs: session.options.timeout }
      await doWork(session, { name: 'drives.list', input }, { onitem: entryTeller(session.output, long) })
    },
    { endless: true },
  )

export const find: Action<{ long: boolean }> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = '', pattern = ''] = line.args
      let found = 0
      const tell = entryTeller(session.output, line.options.long)
      const onitem = (entry: ListedEntry) => {
        found++
        tell(entry)
      }
      const input = { place, pattern, timeoutMs: session.options.timeout }
      await doWork(session, { name: 'drives.find', input }, { onitem })
      if (found === 0) process.exitCode = ExitCode.NotFound
      if (found === 0) session.output.note('Nothing fits.')
    },
    { endless: true },
  )

/** What nobody can have on a disk is shown too. */
function entryTeller(output: Output, isLong: boolean): (entry: ListedEntry) => void {
  return (entry) => output.result('entry', entry, isLong ? formatLongEntry(entry) : formatEntry(entry))
}

export const du: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const input = { place, timeoutMs: session.options.timeout }
      await doWork(
        session,
        { name: 'drives.measure', input },
        { onitem: (use) => session.output.result('use', use, formatUse(use)) },
      )
    },
    { endless: true },
  )

export const stat: Action<unknown> = (line) =>
  withNode(
    line,
    async (session) => {
      const [place = ''] = line.args
      const entry = await doWork(session, {
        name: 'drives.stat',
        input: { place, timeoutMs: session.options.timeout },
      })
      session.output.result('entry', entry, formatStat(entry))
    },
    { endless: true },
  )
