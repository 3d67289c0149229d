/** A page that sends the browser on: the code stands in a file of mode 0600 instead of the browser's arguments. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'

export async function writeLaunchFile(dir: string, title: string, url: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const file = path.join(dir, 'open-window.html')
  const html = `<!doctype html><meta charset="utf-8"><title>${escape(title)}</title><meta http-equiv="refresh" content="0;url=${escape(url)}">`
  // A window that opens meanwhile reads the old one or the new one, never half of one.
  await writeFile(`${file}.new`, html, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return file
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
