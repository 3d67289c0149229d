/**
 * Folders of the user that a page of the window may have something received into. It names one of these, and never a path:
 * a page that was made to do what its user does not want must not write wherever it likes.
 */
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

export interface ReceivingPlace {
  readonly id: 'downloads' | 'desktop' | 'documents'
  /** Absolute. */
  readonly path: string
}

const VARIABLES = {
  downloads: ['XDG_DOWNLOAD_DIR', 'Downloads'],
  desktop: ['XDG_DESKTOP_DIR', 'Desktop'],
  documents: ['XDG_DOCUMENTS_DIR', 'Documents'],
} as const

/** The folder of downloads first, which is made when it is used; others when they are there. */
export async function receivingPlaces(): Promise<ReceivingPlace[]> {
  const home = homedir()
  const config = process.env['XDG_CONFIG_HOME'] ?? path.join(home, '.config')
  const text = await readFile(path.join(config, 'user-dirs.dirs'), 'utf8').catch(() => '')
  const places: ReceivingPlace[] = []
  for (const [id, [variable, name]] of Object.entries(VARIABLES)) {
    const place = {
      id: id as ReceivingPlace['id'],
      path: folderOf(text, variable, home) ?? path.join(home, name),
    }
    // Where there is no such folder, freedesktop.org's file names the home folder itself.
    const isOwn = place.path !== home
    if (isOwn && (id === 'downloads' || (await isFolder(place.path)))) places.push(place)
  }
  return places.length > 0 ? places : [{ id: 'downloads', path: path.join(home, 'Downloads') }]
}

/** A line such as `XDG_DOWNLOAD_DIR="$HOME/Downloads"`. */
function folderOf(text: string, variable: string, home: string): string | null {
  const [, value = ''] = new RegExp(`^${variable}="(.*)"$`, 'mu').exec(text) ?? []
  const folder = value.replace(/^\$HOME/u, () => home)
  return path.isAbsolute(folder) ? path.resolve(folder) : null
}

function isFolder(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
