/**
 * Light, dark, or as the system has it. Kept in a cookie and not in localStorage, because storage belongs to an origin
 * and the node's port, which is part of it, changes at every start. It holds no secret: cookies of loopback are shared
 * by all its ports.
 */
import { useState } from 'react'
import { THEME_MAX_AGE_S } from '../constants.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const COOKIE = 'comice-theme'

function isTheme(value: string | undefined): value is Theme {
  return THEMES.some((theme) => theme === value)
}

/** What was chosen last, or `system`. */
export function readTheme(cookies: string): Theme {
  const value = new RegExp(`(?:^|; )${COOKIE}=([a-z]+)`).exec(cookies)?.[1]
  return isTheme(value) ? value : 'system'
}

/** Shows a theme. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** The theme, and how to choose another that stays. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(() => readTheme(document.cookie))
  const choose = (next: Theme) => {
    document.cookie = `${COOKIE}=${next}; max-age=${THEME_MAX_AGE_S}; path=/; samesite=strict`
    applyTheme(next)
    setTheme(next)
  }
  return [theme, choose]
}
