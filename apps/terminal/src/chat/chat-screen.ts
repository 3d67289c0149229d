/**
 * The terminal of a chat: a line being typed, and everything else above it. What is typed disappears when it is
 * entered, because it comes back as a message. Without a terminal, lines are read and nothing is drawn.
 */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import { CHAT_HISTORY_LINES } from '../constants.ts'
import { paint } from '../output/paint.ts'
import { textWidth } from '../output/text-width.ts'

/** Bracketed paste (xterm): the terminal marks what is pasted, so its line breaks are not taken for Enter. */
const PASTE_ON = '\u001B[?2004h'
const PASTE_OFF = '\u001B[?2004l'

export interface ChatScreen extends Disposable {
  /** What is entered: a line, or the lines that were pasted together. Ends at /quit's close, Ctrl-D, Ctrl-C. */
  readonly entries: AsyncIterable<string>
  /** Runs `write`, which prints whole lines, above the line being typed. */
  above(write: () => void): void
  /** Says who is typing. */
  setName(name: string): void
  /** Gives back what could not be sent, unless something else is being typed already. */
  giveBack(text: string): void
  close(): void
}

export function openScreen(input: NodeJS.ReadStream, output: NodeJS.WriteStream): ChatScreen {
  return input.isTTY && output.isTTY ? new LiveScreen(input, output) : new PlainScreen(input)
}

/** A pipe: nothing is drawn. */
class PlainScreen implements ChatScreen {
  readonly #lines: Interface

  constructor(input: NodeJS.ReadStream) {
    this.#lines = createInterface({ input, terminal: false })
  }

  get entries(): AsyncIterable<string> {
    return this.#lines
  }

  above(write: () => void): void {
    write()
  }

  setName(): void {}

  giveBack(): void {}

  close(): void {
    this.#lines.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

class LiveScreen implements ChatScreen {
  readonly #line: Interface
  readonly #input: NodeJS.ReadStream
  readonly #output: NodeJS.WriteStream
  readonly #entered: string[] = []
  #pasted: string[] = []
  #isPasting = false
  #name = ''
  #isClosed = false
  #wake = () => {}

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#input = input
    this.#output = output
    this.#line = createInterface({
      input,
      output,
      historySize: CHAT_HISTORY_LINES,
      removeHistoryDuplicates: true,
    })
    this.#line.on('line', (line) => this.#enter(line))
    this.#line.on('SIGINT', () => this.#interrupt())
    this.#line.on('close', () => this.#end())
    input.on('keypress', this.#onKey)
    output.write(PASTE_ON)
    this.#updatePrompt()
  }

  get entries(): AsyncIterable<string> {
    return this.#read()
  }

  above(write: () => void): void {
    if (this.#isClosed) return write()
    const { rows } = this.#line.getCursorPos()
    moveCursor(this.#output, 0, -rows)
    this.#clear()
    write()
    this.#line.prompt(true)
  }

  setName(name: string): void {
    if (name === this.#name) return
    this.#name = name
    this.#updatePrompt()
  }

  giveBack(text: string): void {
    if (this.#line.line !== '' || this.#pasted.length > 0) return
    const lines = text.split('\n')
    const last = lines.pop() ?? ''
    this.#pasted = lines
    this.#updatePrompt()
    this.#line.write(last)
  }

  close(): void {
    this.#line.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async *#read(): AsyncGenerator<string> {
    for (;;) {
      const entry = this.#entered.shift()
      if (entry !== undefined) yield entry
      else if (this.#isClosed) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  #enter(line: string): void {
    // readline has left the cursor at the start of the row after what was typed.
    const rows = Math.floor((textWidth(this.#plainPrompt()) + textWidth(line)) / this.#output.columns) + 1
    moveCursor(this.#output, 0, -rows)
    this.#clear()
    this.#pasted.push(line)
    if (!this.#isPasting) {
      this.#entered.push(this.#pasted.join('\n'))
      this.#pasted = []
      this.#wake()
    }
    this.#updatePrompt()
  }

  readonly #onKey = (_char: string | undefined, key: { name?: string | undefined }): void => {
    if (key.name === 'paste-start') this.#isPasting = true
    if (key.name === 'paste-end') this.#isPasting = false
  }

  /** Ctrl-C takes back what is typed, and ends the chat when there is nothing. */
  #interrupt(): void {
    if (this.#line.line === '' && this.#pasted.length === 0) return this.close()
    this.#pasted = []
    for (const name of ['e', 'u']) {
      setDrawnRows(this.#line, this.#line.getCursorPos().rows)
      this.#line.write(null, { ctrl: true, name })
    }
    this.#updatePrompt()
  }

  #end(): void {
    if (this.#isClosed) return
    const { rows } = this.#line.getCursorPos()
    moveCursor(this.#output, 0, -rows)
    this.#clear()
    this.#isClosed = true
    this.#input.off('keypress', this.#onKey)
    this.#output.write(PASTE_OFF)
    this.#wake()
  }

  #plainPrompt(): string {
    const lines = this.#pasted.length
    return `${this.#name}${lines === 0 ? '' : ` (+${lines} ${lines === 1 ? 'line' : 'lines'})`}> `
  }

  #updatePrompt(): void {
    if (!this.#isClosed) setDrawnRows(this.#line, this.#line.getCursorPos().rows)
    this.#line.setPrompt(paint('bold', this.#plainPrompt(), this.#output))
    if (!this.#isClosed) this.#line.prompt(true)
  }

  #clear(): void {
    cursorTo(this.#output, 0)
    clearScreenDown(this.#output)
    setDrawnRows(this.#line, 0)
  }
}

/**
 * readline moves up, before it draws again, by the rows between the prompt and where it left the cursor. It does not
 * count them while much is typed or pasted at once, nor know what was cleared. `prevRows` is not documented (Node 20
 * to 26 have it); if it went away, chat would tear lines, which test/chat/line-chat.test.ts sees.
 */
function setDrawnRows(line: Interface, rows: number): void {
  ;(line as unknown as { prevRows: number }).prevRows = rows
}
