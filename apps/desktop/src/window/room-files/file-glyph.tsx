import { FileIcon, ImageIcon, SoundIcon, TextIcon, VideoIcon } from '../ui/icons.tsx'

/** What kind of file it is, by what its author says. */
export function FileGlyph({ mediaType }: { mediaType: string }) {
  const className = 'size-5 text-soft'
  if (mediaType.startsWith('image/')) return <ImageIcon className={className} />
  if (mediaType.startsWith('video/')) return <VideoIcon className={className} />
  if (mediaType.startsWith('audio/')) return <SoundIcon className={className} />
  return mediaType.startsWith('text/') ? (
    <TextIcon className={className} />
  ) : (
    <FileIcon className={className} />
  )
}
