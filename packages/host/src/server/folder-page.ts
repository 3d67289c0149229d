/** A page that lists a folder of a drive. Names in it are anybody's. */
import path from 'node:path'
import type { ListedEntry } from '@comice/drives'
import { sanitizeText } from '@comice/protocol'

/** The page in pieces: a folder may have a hundred thousand entries. */
export async function* folderPage(
  shown: string,
  entries: AsyncIterable<ListedEntry>,
): AsyncGenerator<string> {
  const title = escaped(shown)
  yield `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body{font:1rem/1.6 system-ui;margin:2rem;max-width:60rem}td{padding-right:2rem}td:nth-child(2){text-align:right}a{overflow-wrap:anywhere}</style>
<h1>${title}</h1><table>
`
  if (shown !== '/') yield row('../', '')
  for await (const entry of entries) yield rowOf(entry)
  yield '</table></html>\n'
}

function rowOf({ path: whole, kind, bytes }: ListedEntry): string {
  const name = path.posix.basename(whole)
  if (kind === 'refused') return `<tr><td>${escaped(name)}<td><td>left out\n`
  return kind === 'folder'
    ? row(`${name}/`, '')
    : row(name, kind === 'file' ? bytes.toLocaleString('en') : '')
}

function row(name: string, bytes: string): string {
  const isFolder = name.endsWith('/')
  const link =
    name === '../' ? name : `./${encodeURIComponent(name.replace(/\/$/u, ''))}${isFolder ? '/' : ''}`
  return `<tr><td><a href="${link}">${escaped(name)}</a><td>${bytes}\n`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return sanitizeText(text).replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? '')
}
