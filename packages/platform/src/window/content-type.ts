/** Types of files by their names. The rest is bytes that a browser saves and never runs. */

const TEXT = 'charset=utf-8'

const TYPES: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  avif: 'image/avif',
  css: `text/css; ${TEXT}`,
  csv: `text/csv; ${TEXT}`,
  flac: 'audio/flac',
  gif: 'image/gif',
  htm: `text/html; ${TEXT}`,
  html: `text/html; ${TEXT}`,
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: `text/javascript; ${TEXT}`,
  json: 'application/json',
  m4a: 'audio/mp4',
  map: 'application/json',
  md: `text/markdown; ${TEXT}`,
  mjs: `text/javascript; ${TEXT}`,
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  // A page's TypeScript is served as the JavaScript that it is without its types.
  mts: `text/javascript; ${TEXT}`,
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/ogg',
  otf: 'font/otf',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  ts: `text/javascript; ${TEXT}`,
  ttf: 'font/ttf',
  txt: `text/plain; ${TEXT}`,
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webm: 'video/webm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  xml: 'application/xml',
}

export function contentType(name: string): string {
  const extension = extensionOf(name)
  return Object.hasOwn(TYPES, extension) ? (TYPES[extension] ?? BYTES) : BYTES
}

const BYTES = 'application/octet-stream'

/** How a file is prepared before it is served; most are served as they are. */
export function sourceKind(name: string): 'html' | 'typescript' | 'as-is' {
  const extension = extensionOf(name)
  if (extension === 'html' || extension === 'htm') return 'html'
  return extension === 'ts' || extension === 'mts' ? 'typescript' : 'as-is'
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
