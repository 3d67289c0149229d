import { MAX_SECRET_CHARS } from '../constants.ts'

/** Without the line break; everything else counts, spaces too. A character may come in two pieces. */
export async function firstLine(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let text = ''
  for await (const chunk of stream) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text.includes('\n') || text.length > MAX_SECRET_CHARS) break
  }
  return text.split(/\r?\n/u, 1)[0] ?? ''
}
