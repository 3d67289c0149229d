/** Which file a request asks for. What it sends is a stranger's, so a path is taken apart before it is a path. */
import { MAX_PAGE_PATH_CHARS } from '../constants.ts'

/** Names that Windows gives to devices, whatever folder they seem to be in. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * The names of folders and file, or null when they lead nowhere: no empty name, none that begins with a dot (`..`, and
 * whatever an author did not mean to publish), nothing that some system takes for a separator or a stream.
 */
export function pathSegments(target: string): readonly string[] | null {
  if (target.length > MAX_PAGE_PATH_CHARS || !target.startsWith('/')) return null
  const [pathname = ''] = target.split(/[?#]/, 1)
  try {
    const names = pathname.slice(1).split('/').map(decodeURIComponent)
    return names.every(isPlainName) ? names : null
  } catch {
    return null
  }
}

function isPlainName(name: string): boolean {
  return name !== '' && !/^\.|[/\\:\u0000-\u001f\u007f]|[. ]$/.test(name) && !DEVICE.test(name)
}
