/** One line on a terminal that is written over as things go on, and gone at the end. A pipe gets nothing. */

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
