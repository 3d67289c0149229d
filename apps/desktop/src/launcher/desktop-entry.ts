/**
 * The file by which a desktop of freedesktop.org knows a program and the links that it opens:
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/
 */

export interface DesktopEntry {
  /** Program and arguments; the link comes behind them. */
  readonly command: readonly string[]
  /** Absolute path of a picture. */
  readonly icon: string
  /** Without `://`. */
  readonly schemes: readonly string[]
}

export function desktopEntry({ command, icon, schemes }: DesktopEntry): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Comice',
    'Comment=Rooms and apps with other people, without a server',
    `Exec=${[...command.map(argument), '%u'].join(' ')}`,
    `Icon=${value(icon)}`,
    'Terminal=false',
    'Categories=Network;InstantMessaging;',
    'StartupWMClass=comice',
    `MimeType=${schemes.map((scheme) => `x-scheme-handler/${scheme};`).join('')}`,
  ]
  return `${lines.join('\n')}\n`
}

/** In double quotes, so that a space or a sign of the shell in a path stays one; `%` begins a field code. */
function argument(text: string): string {
  return value(`"${text.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`)
}

/** The file's own escapes, below those of a command. */
function value(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')
}
