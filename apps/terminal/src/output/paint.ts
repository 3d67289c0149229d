/** Colours, when whoever reads wants them: https://no-color.org, FORCE_COLOR, dumb terminals and pipes are heeded. */

/** SGR parameters of each style: set, reset. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const

export type Style = keyof typeof STYLES

/** Wraps `text` in the styles, or returns it as it is when `stream` is not to be coloured. */
export function paint(
  style: Style | readonly Style[],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  if (!isColored(stream)) return text
  const styles = typeof style === 'string' ? [style] : style
  return styles.reduce((inner, name) => `\u001B[${STYLES[name][0]}m${inner}\u001B[${STYLES[name][1]}m`, text)
}

function isColored(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR = '', FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0'
  return stream.isTTY && TERM !== 'dumb'
}
