/** What an entry is, at a glance. */
import type { ListedEntry } from '@comice/host'
import { nameOf } from '../drives/drive-words.ts'
import {
  FileIcon,
  FolderIcon,
  ImageIcon,
  LinkIcon,
  SoundIcon,
  TextIcon,
  VideoIcon,
  WarnIcon,
} from '../ui/icons.tsx'
import { previewKind } from './preview-kind.ts'

const FILES = {
  image: ImageIcon,
  video: VideoIcon,
  sound: SoundIcon,
  pdf: TextIcon,
  text: TextIcon,
  other: FileIcon,
} as const

export function EntryIcon({ entry, className }: { entry: ListedEntry; className: string }) {
  const { kind, path } = entry
  if (kind === 'folder') return <FolderIcon className={`text-accent ${className}`} />
  if (kind === 'symlink') return <LinkIcon className={className} />
  if (kind === 'refused') return <WarnIcon className={`text-russet ${className}`} />
  const Icon = FILES[previewKind(nameOf(path))]
  return <Icon className={`text-soft ${className}`} />
}
