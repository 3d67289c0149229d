/**
 * Where windows can be shown. A node is started by whatever program comes first, in a terminal without a display as
 * well, and lives on; so it takes the display of the launcher that opened its own window last.
 */

/** What says where the screen is, and which browser is wanted. Everything else stays as the node was started. */
export const DISPLAY_VARIABLES = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'COMICE_BROWSER',
] as const

export type DisplayEnv = { readonly [Name in (typeof DISPLAY_VARIABLES)[number]]?: string | undefined }

/** Those of an environment. */
export function displayOf(env: Readonly<Record<string, string | undefined>>): DisplayEnv {
  const known = DISPLAY_VARIABLES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))
  return Object.fromEntries(known) as DisplayEnv
}
