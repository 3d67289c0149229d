/** Drives of a node, and files for them. */
import { runWork } from '@comice/client/node'
import type { DriveView } from '@comice/host'
import type { NodeProcess } from './node-process.ts'

/** Writes a file into a drive, as `comice drive put` does. */
export async function writeFileIn(
  node: NodeProcess,
  place: string,
  contents: string | Uint8Array,
): Promise<void> {
  const work = { name: 'drives.write', input: { place, overwrite: true } } as const
  for await (const _ of runWork(node.address, work, { contents: pieces(contents) })) continue
}

async function* pieces(contents: string | Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

const PIECE_BYTES = 64 * 1024

/** A drive of the node's that others can reach, and its link. */
export async function seededDrive(
  node: NodeProcess,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<DriveView> {
  await node.api.drives.create.mutate({ name })
  for (const [path, contents] of Object.entries(files)) await writeFileIn(node, `${name}:${path}`, contents)
  return node.api.drives.seed.mutate({ name })
}

/** A PDF with one page and one line. */
export function onePagePdf(text: string): string {
  const content = `BT /F1 24 Tf 40 100 Td (${text}) Tj ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = pdf.length
    pdf += `${index + 1} 0 obj${object}endobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const at = pdf.length
  return `${pdf}xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer<</Size 6/Root 1 0 R>>startxref\n${at}\n%%EOF`
}
