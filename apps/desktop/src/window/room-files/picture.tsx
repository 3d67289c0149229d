/** A picture in a message. It opens at full size in a sheet, and gives way to a row when it does not come. */
import { type CSSProperties, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { formatBytes } from '../format/bytes.ts'
import { ImageIcon, SaveIcon } from '../ui/icons.tsx'
import { SaveLink } from '../ui/save-link.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { fileAddress, type FilePlace, saveAddress } from './file-address.ts'
import { FileRow } from './file-row.tsx'
import { comesByItself, pictureBox, type PictureFile } from './picture-box.ts'

interface PictureProps {
  readonly file: PictureFile
  readonly place: FilePlace
  readonly base: string
}

type State = 'waiting' | 'coming' | 'here' | 'failed'

export function Picture({ file, place, base }: PictureProps) {
  const [state, setState] = useState<State>(comesByItself(file) ? 'coming' : 'waiting')
  const [isOpen, setOpen] = useState(false)
  const { rem, ratio } = pictureBox(file)
  // Nobody who has it is here, or it is no picture: the row says why when one asks for it.
  if (state === 'failed') return <FileRow file={file} place={place} base={base} />
  const box = { width: `${rem}rem`, aspectRatio: ratio }
  if (state === 'waiting') return <Waiting file={file} box={box} onPress={() => setState('coming')} />
  const address = fileAddress(base, place)
  return (
    <>
      <AriaButton
        aria-label={`Picture: ${file.name}, ${formatBytes(file.size)}. Show it large`}
        onPress={() => setOpen(true)}
        style={box}
        // It takes the place of what was pressed for it.
        autoFocus={!comesByItself(file)}
        className={`focusable block max-w-full overflow-clip rounded-xl border border-line bg-paper ${state === 'coming' ? 'breathe' : ''}`}
      >
        <img
          src={address}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setState('here')}
          onError={() => setState('failed')}
          className="size-full object-cover"
        />
      </AriaButton>
      {isOpen && (
        <Sheet title={file.name} placement="large" onClose={() => setOpen(false)}>
          <img
            src={address}
            alt={file.name}
            className="mx-auto max-h-[70vh] max-w-full rounded-xl object-contain"
          />
          <p className="mt-3 flex items-center justify-between gap-2 text-sm text-soft">
            {formatBytes(file.size)}, {file.width} × {file.height}
            <SaveLink
              href={saveAddress(base, place)}
              name={file.name}
              className="border border-edge/60 px-4 text-ink hover:bg-hover"
            >
              <SaveIcon className="size-4.5" />
              Save
            </SaveLink>
          </p>
        </Sheet>
      )}
    </>
  )
}

interface WaitingProps {
  readonly file: PictureFile
  readonly box: CSSProperties
  readonly onPress: () => void
}

/** In the place of a picture that is so large that it only comes when one wants it. */
function Waiting({ file, box, onPress }: WaitingProps) {
  return (
    <AriaButton
      aria-label={`Picture: ${file.name}, ${formatBytes(file.size)}. Fetch and show it`}
      onPress={onPress}
      style={box}
      className="focusable flex min-h-16 max-w-full flex-col items-center justify-center gap-1 overflow-clip rounded-xl border border-dashed border-edge bg-paper p-2 text-sm text-ink data-[hovered]:bg-hover"
    >
      <ImageIcon className="size-6 text-soft" />
      <bdi className="max-w-full truncate font-medium">{file.name}</bdi>
      <span className="text-xs text-soft">Show it, {formatBytes(file.size)}</span>
    </AriaButton>
  )
}
