/** Files that the user chose or dropped, folders with all that is in them. */
import { WindowErrors } from '../errors.ts'

export interface PickedFile {
  /** From where it was dropped: `folder/file.txt`. */
  readonly path: string
  readonly file: File
}

/** Of a field for files, or for a folder. */
export function fromInput(files: FileList): PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/**
 * To be called in the event itself: what was dropped is gone after it. Empty folders are left out. @throws FILE_UNREADABLE
 */
export function fromDrop(items: DataTransferItemList): Promise<PickedFile[]> {
  const entries: FileSystemEntry[] = []
  const files: PickedFile[] = []
  for (const item of items) {
    const entry = item.webkitGetAsEntry()
    const file = entry === null ? item.getAsFile() : null
    if (entry !== null) entries.push(entry)
    // A picture that is dragged out of a page is a file that lies nowhere.
    else if (file !== null) files.push({ path: file.name, file })
  }
  return collect(entries, files)
}

async function collect(entries: readonly FileSystemEntry[], files: PickedFile[]): Promise<PickedFile[]> {
  const picked = [...files]
  const waiting = [...entries]
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (isFolder(entry)) waiting.push(...(await entriesOf(entry)))
    else picked.push({ path: entry.fullPath.slice(1), file: await fileOf(entry as FileSystemFileEntry) })
  }
  return picked.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

/** The browser gives them in portions, the last of which is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, () => reject(unreadable(folder))),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, () => reject(unreadable(entry))))
}

function unreadable({ fullPath }: FileSystemEntry): Error {
  return WindowErrors.FILE_UNREADABLE({ path: fullPath })
}
