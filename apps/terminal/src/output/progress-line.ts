/** One line on a terminal that is written over as things go on, and gone at the end. A pipe gets nothing. */
import type { CheckoutProgress } from '@comice/host'
import { textWidth } from './text-width.ts'

export interface ProgressLine extends Disposable {
  show(text: string): void
  /** As many of the parts as fit, the first ones first. */
  showParts(parts: readonly string[]): void
  /** Makes room for a line that stays. */
  hide(): void
}

const ERASE_LINE = '\r\u001b[K'
const GAP = '  '

export function createProgressLine(
  stream: NodeJS.WriteStream,
  { isSilent = false }: { isSilent?: boolean } = {},
): ProgressLine {
  let isShown = false
  const columns = () => Math.max(0, (stream.columns || 80) - 1)
  const show = (text: string) => {
    if (!stream.isTTY || isSilent) return
    isShown = true
    stream.write(`${ERASE_LINE}${text.slice(0, columns())}`)
  }
  const hide = () => {
    if (isShown) stream.write(ERASE_LINE)
    isShown = false
  }
  return { show, showParts: (parts) => show(fitting(parts, columns())), hide, [Symbol.dispose]: hide }
}

/** The parts side by side, without the last ones where there is no room for them. */
export function fitting(parts: readonly string[], columns: number): string {
  let text = ''
  for (const part of parts) {
    if (part === '') continue
    const next = text === '' ? part : `${text}${GAP}${part}`
    if (text !== '' && textWidth(next) > columns) break
    text = next
  }
  return text
}

/** How far a checkout is. */
export function checkoutText({ phase, files, totalFiles, bytes, totalBytes }: CheckoutProgress): string {
  if (phase === 'list') return `Reading what the app consists of: ${files} files`
  const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100)
  return `Fetching ${files} of ${totalFiles} files, ${percent} %`
}
