/**
 * What is typed, as keys. A terminal sends keys as sequences of characters (ECMA-48, xterm's control sequences), which
 * come in any pieces; what is pasted is marked (bracketed paste), so that its line breaks are not taken for Enter.
 */

export interface Key {
  /** `text` for what is typed or pasted, or the name of a key: `enter`, `up`, `f1`, `c` with ctrl. */
  readonly name: string
  readonly text: string
  readonly ctrl: boolean
  readonly alt: boolean
}

const PASTE_START = '\u001B[200~'
const PASTE_END = '\u001B[201~'

/** By what stands behind ESC [ or ESC O. */
const NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  I: 'focus',
  O: 'blur',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  Z: 'backtab',
  '1~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '7~': 'home',
  '8~': 'end',
  '11~': 'f1',
  '12~': 'f2',
  '13~': 'f3',
}
const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
}
const SEQUENCE = /^\u001B(?:\[|O)([\d;]*)([A-Za-z~])/u
const UNFINISHED = /^\u001B(?:(?:\[|O)[\d;<?]*)?$/u

/** Longer than any paste of text that could be said, in characters; what comes beyond is dropped. */
const MAX_PASTE_CHARS = 1024 * 1024

export class KeyReader {
  #rest = ''

  /** The keys that these characters complete. */
  read(characters: string): Key[] {
    this.#rest += characters
    const keys: Key[] = []
    for (let key = this.#next(); key !== null; key = this.#next()) if (key !== 'nothing') keys.push(key)
    return keys
  }

  /** Nothing more comes: what began a sequence was Escape. */
  settle(): Key[] {
    if (this.#rest !== '\u001B') return []
    this.#rest = ''
    return [named('escape')]
  }

  #next(): Key | 'nothing' | null {
    const rest = this.#rest
    if (rest === '') return null
    if (rest.startsWith(PASTE_START)) return this.#paste()
    if (UNFINISHED.test(rest)) return null
    if (rest.startsWith('\u001B')) return this.#escaped()
    const [first = ''] = rest
    this.#rest = rest.slice(first.length)
    const control = CONTROLS[first]
    if (control !== undefined) return named(control)
    const code = first.codePointAt(0) ?? 0
    if (code < 32) return { ...named(String.fromCharCode(code + 96)), ctrl: true }
    return { ...named('text'), text: first }
  }

  #paste(): Key | null {
    const end = this.#rest.indexOf(PASTE_END)
    if (end === -1 && this.#rest.length < MAX_PASTE_CHARS) return null
    const text = this.#rest.slice(PASTE_START.length, end === -1 ? undefined : end)
    this.#rest = end === -1 ? '' : this.#rest.slice(end + PASTE_END.length)
    return { ...named('text'), text: cleaned(text) }
  }

  #escaped(): Key | 'nothing' {
    const sequence = SEQUENCE.exec(this.#rest)
    if (sequence === null) {
      const [, second = ''] = this.#rest
      // Another key came in the same piece, as over a slow connection.
      const isAlone = second === '\u001B'
      this.#rest = this.#rest.slice(isAlone ? 1 : 1 + second.length)
      if (isAlone) return named('escape')
      const name = CONTROLS[second] ?? second
      return { ...named(name), alt: true }
    }
    const [whole, numbers = '', letter = ''] = sequence
    this.#rest = this.#rest.slice(whole.length)
    const [first = '', modifier = '1'] = numbers.split(';')
    const name = NAMES[letter === '~' ? `${first}~` : letter]
    if (name === undefined) return 'nothing'
    const bits = Number(modifier) - 1
    return { ...named(name), alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 }
  }
}

/** Nothing that the terminal would act on, or that reorders what is seen, when it is shown again. */
function cleaned(pasted: string): string {
  return pasted
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll('\t', '  ')
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu, '')
}

function named(name: string): Key {
  return { name, text: '', ctrl: false, alt: false }
}
