/**
 * How the page gets its token. The address carries a single-use code in its fragment, which browsers do not send; the
 * page exchanges it, removes the fragment, and keeps the token for this tab alone, so a reload works.
 */
import { exchangeCode } from '@comice/client'
import { type ComiceError, isComiceError } from '@comice/protocol'
import { WindowErrors } from '../errors.ts'

/** What the window shows. */
export const PLACES = ['rooms', 'apps', 'drives', 'machines'] as const
export type Place = (typeof PLACES)[number]

/** What the page needs to talk to its node. */
export interface Session {
  /** Address of the node's loopback server. */
  readonly api: string
  readonly token: string
}

export type SessionOutcome =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'refused'; readonly error: ComiceError }

const SESSION_KEY = 'comice.session'
const ROOM_KEY = 'comice.room'
const APP_KEY = 'comice.app'
const DRIVE_KEY = 'comice.drive'
const MACHINE_KEY = 'comice.machine'
const PLACE_KEY = 'comice.place'

/** The link that this window was opened by, until somebody takes it. */
let wantedLink: string | null = null

/** Exchanges the address's code, or takes up the tab's session when there is none. */
export async function openSession(): Promise<SessionOutcome> {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const code = fragment.get('code')
  const room = fragment.get('room')
  const app = fragment.get('app')
  history.replaceState(null, '', location.pathname)
  if (room !== null) {
    rememberRoom(room)
    rememberPlace('rooms')
  }
  if (app !== null) {
    wantedLink = app
    rememberPlace('apps')
  }
  const kept = readSession()
  if (code === null)
    return kept === null ? refusal(WindowErrors.NO_CODE({})) : { kind: 'open', session: kept }

  // A built page talks to its own origin only, whatever the address says; a development server's page cannot.
  const api = (import.meta.env.DEV ? fragment.get('api') : null) ?? location.origin
  try {
    const session = { api, token: await exchangeCode(api, code) }
    sessionStorage.setItem(SESSION_KEY, JSON.stringify(session))
    return { kind: 'open', session }
  } catch (error) {
    // Going back to an address with a spent code is no reason to lose a session that still works.
    if (kept !== null) return { kind: 'open', session: kept }
    return refusal(isComiceError(error) ? error : WindowErrors.NODE_GONE({}))
  }
}

function refusal(error: ComiceError): SessionOutcome {
  return { kind: 'refused', error }
}

function readSession(): Session | null {
  try {
    const { api, token } = JSON.parse(sessionStorage.getItem(SESSION_KEY) ?? '{}') as Record<string, unknown>
    return typeof api === 'string' && typeof token === 'string' ? { api, token } : null
  } catch {
    return null
  }
}

/** Forgets a token that was refused. */
export function forgetSession(): void {
  sessionStorage.removeItem(SESSION_KEY)
}

/** The room that was open last in this tab; may be any text that names one. */
export function lastRoom(): string | null {
  return sessionStorage.getItem(ROOM_KEY)
}

export function rememberRoom(room: string | null): void {
  if (room === null) sessionStorage.removeItem(ROOM_KEY)
  else sessionStorage.setItem(ROOM_KEY, room)
}

/** The link of an app that this window was opened by. Once: a reload opens nothing again. */
export function takeWantedLink(): string | null {
  const link = wantedLink
  wantedLink = null
  return link
}

/** The app that was looked at last in this tab, by its id. */
export function lastApp(): string | null {
  return sessionStorage.getItem(APP_KEY)
}

export function rememberApp(app: string | null): void {
  if (app === null) sessionStorage.removeItem(APP_KEY)
  else sessionStorage.setItem(APP_KEY, app)
}

/** The drive that was looked at last in this tab, by its key. */
export function lastDrive(): string | null {
  return sessionStorage.getItem(DRIVE_KEY)
}

export function rememberDrive(drive: string | null): void {
  if (drive === null) sessionStorage.removeItem(DRIVE_KEY)
  else sessionStorage.setItem(DRIVE_KEY, drive)
}

/** The machine that was looked at last in this tab, by its key. */
export function lastMachine(): string | null {
  return sessionStorage.getItem(MACHINE_KEY)
}

export function rememberMachine(machine: string | null): void {
  if (machine === null) sessionStorage.removeItem(MACHINE_KEY)
  else sessionStorage.setItem(MACHINE_KEY, machine)
}

export function lastPlace(): Place {
  const place = sessionStorage.getItem(PLACE_KEY)
  return PLACES.find((one) => one === place) ?? 'rooms'
}

export function rememberPlace(place: Place): void {
  sessionStorage.setItem(PLACE_KEY, place)
}
