/** `comice app storage show|move|reset|export`: what an app keeps, a folder for each author. */
import path from 'node:path'
import type { StorageView } from '@comice/host'
import type { Action } from '../grammar/command.ts'
import { confirm } from '../input/confirm.ts'
import { byteSize } from '../output/byte-size.ts'
import { appName } from '../output/format-app.ts'
import { plural } from '../output/format.ts'
import { peerText } from '../output/output.ts'
import { paint } from '../output/paint.ts'
import { shortKey } from '../output/short-key.ts'
import { withNode } from '../session/session.ts'

export const show: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word = ''] = line.args
    const storages = await api.apps.storage.query({ app: word })
    for (const storage of storages) output.result('storage', storage, formatStorage(storage))
    if (storages.length === 0) output.note('It keeps nothing.')
  })

export const move: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word = '', dir = ''] = line.args
    const storage = await api.apps.moveStorage.mutate({ app: word, dir: path.resolve(dir) })
    output.result('storage', storage, formatStorage(storage))
  })

export const exportTo: Action<unknown> = (line) =>
  withNode(line, async ({ api, output }) => {
    const [word = '', dir = ''] = line.args
    const storage = await api.apps.exportStorage.mutate({ app: word, dir: path.resolve(dir) })
    output.result('storage', storage, formatStorage(storage))
    output.note('It is a copy to read: nothing must write to the cores in its store/.')
  })

export const reset: Action<{ yes: boolean }> = (line) =>
  withNode(line, async (session) => {
    const { api, output } = session
    const [word = ''] = line.args
    const { id, name } = await api.apps.info.query({ app: word })
    const shown = appName(name, id)
    await confirm(session, `everything that ${shown} keeps`, line.options.yes)
    await api.apps.resetStorage.mutate({ app: id })
    output.result('emptied', { id, name }, `${shown} keeps nothing any more`)
  })

function formatStorage({ dir, bytes, files, author, isMoved }: StorageView): string {
  const size = `${plural(files, 'file')}, ${byteSize(bytes)}`
  return `${peerText(dir)}  ${size}${isMoved ? ', moved' : ''}  ${paint('dim', shortKey(author))}`
}
