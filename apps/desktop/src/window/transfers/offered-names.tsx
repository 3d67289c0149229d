/** What somebody offers: names and sizes, as they say them. */
import type { OfferView } from '@comice/host'
import { formatBytes } from '../format/bytes.ts'
import { count } from '../format/text.ts'
import { FileIcon, FolderIcon } from '../ui/icons.tsx'
import { sizeOf } from './transfer-words.ts'

export function OfferedNames({ offer }: { offer: OfferView }) {
  const more = offer.nameCount - offer.names.length
  return (
    <div className="rounded-xl border border-line bg-paper px-4 py-3 text-sm">
      <ul aria-label="What is offered" className="max-h-48 overflow-y-auto">
        {offer.names.map(({ name, kind, files, bytes }) => (
          <li key={name} className="flex items-center gap-2.5 py-1">
            {kind === 'folder' ? (
              <FolderIcon className="size-4.5 shrink-0 text-soft" />
            ) : (
              <FileIcon className="size-4.5 shrink-0 text-soft" />
            )}
            <bdi className="min-w-0 flex-1 truncate text-left">{name}</bdi>
            <span className="shrink-0 text-soft tabular-nums">
              {kind === 'folder' && `${count(files, 'file')} · `}
              {!offer.isStream && formatBytes(bytes)}
            </span>
          </li>
        ))}
        {more > 0 && <li className="py-1 text-soft">and {more.toLocaleString()} more</li>}
      </ul>
      <p className="mt-2 border-t border-line pt-2 text-soft tabular-nums">{sizeOf(offer)}</p>
    </div>
  )
}
