/**
 * Folders of a disk that others write into or read from: reached without following a link, with names that are checked. It
 * loads nothing of drives.
 *
 * ```ts
 * import { OpenFolders, refusePath } from '@comice/drives/folder'
 *
 * await using folders = await OpenFolders.open('/srv/pears')
 * if (refusePath('/inbox/notes.txt') === null)
 *   await folders.use('/inbox', { makes: true }, async (place) => console.log(`${place}/notes.txt`))
 * ```
 *
 * @packageDocumentation
 */
export { NotAFolderError, type OnMade, OpenFolders } from './open-folders.ts'
export { type NameRules, refusePath, type Refusal, resolveLink, shownName } from '../names/safe-path.ts'
