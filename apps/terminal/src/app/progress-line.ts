/** One line on a terminal that is written over as things go on, and gone at the end. A pipe gets nothing. */
import type { CheckoutProgress } from '@comice/host'

export interface ProgressLine extends Disposable {
  show(text: string): void
}

const ERASE_LINE = '\r\u001b[K'

export function createProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  let isShown = false
  return {
    show: (text) => {
      if (!stream.isTTY) return
      isShown = true
      stream.write(`${ERASE_LINE}${text.slice(0, Math.max(0, (stream.columns || 80) - 1))}`)
    },
    [Symbol.dispose]: () => {
      if (isShown) stream.write(ERASE_LINE)
      isShown = false
    },
  }
}

/** How far a checkout is. */
export function checkoutText({ phase, files, totalFiles, bytes, totalBytes }: CheckoutProgress): string {
  if (phase === 'list') return `Reading what the app consists of: ${files} files`
  const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100)
  return `Fetching ${files} of ${totalFiles} files, ${percent} %`
}
