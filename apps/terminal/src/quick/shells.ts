/** The shells that can complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export function isShell(word: string | undefined): word is Shell {
  return SHELLS.some((shell) => shell === word)
}
