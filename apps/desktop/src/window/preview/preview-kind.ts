/** What a file is, by its name alone: whether it is true is found out when it is shown. */

export type PreviewKind = 'image' | 'video' | 'sound' | 'pdf' | 'text' | 'other'

const KINDS: Readonly<Record<Exclude<PreviewKind, 'other'>, string>> = {
  image: 'avif bmp gif ico jpeg jpg png svg webp',
  video: 'm4v mov mp4 ogv webm',
  sound: 'flac m4a mp3 oga ogg opus wav',
  pdf: 'pdf',
  text: 'asc bash c cfg conf cpp cs css csv diff env go h hpp htm html ini java js json jsx kt log lua md mjs patch php pl ps1 py rb rs scss sh sql srt svelte swift toml ts tsx txt vue xml yaml yml',
}

/** Without an ending, by names that everybody knows. */
const TEXT_NAMES =
  /^(?:readme|license|licence|copying|authors|changelog|makefile|dockerfile|\.[\w.-]*(?:ignore|rc|config|env|keep))$/iu

const kindsByEnding = new Map(
  Object.entries(KINDS).flatMap(([kind, endings]) =>
    endings.split(' ').map((ending) => [ending, kind as PreviewKind] as const),
  ),
)

export function previewKind(name: string): PreviewKind {
  if (TEXT_NAMES.test(name)) return 'text'
  const ending = /\.(?<ending>[^.]+)$/u.exec(name)?.groups?.['ending'] ?? ''
  return kindsByEnding.get(ending.toLowerCase()) ?? 'other'
}
