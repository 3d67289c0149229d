/** Light, dark, or as the system has it: each press takes the next. */
import { IconButton } from '../ui/button.tsx'
import { MoonIcon, SunIcon, SystemIcon } from '../ui/icons.tsx'
import { type Theme, THEMES, useTheme } from './theme.ts'

const LOOKS: Record<Theme, { label: string; Icon: typeof SunIcon }> = {
  system: { label: 'Theme: as the system', Icon: SystemIcon },
  light: { label: 'Theme: light', Icon: SunIcon },
  dark: { label: 'Theme: dark', Icon: MoonIcon },
}

export function ThemeSwitch() {
  const [theme, setTheme] = useTheme()
  const { label, Icon } = LOOKS[theme]
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  return (
    <IconButton label={label} onPress={() => setTheme(next)}>
      <Icon className="size-4.5" />
    </IconButton>
  )
}
