/** Kinds of values in options, refused with words when they are none. */
import {
  MAX_CODE_LIFETIME_MS,
  MAX_DEV_PEERS,
  MAX_EXPIRES_HOURS,
  MAX_RECEIVERS,
  MAX_TIMEOUT_S,
} from '../constants.ts'

export interface ValueKind<Value> {
  /** What it has to be, in words. */
  readonly expected: string
  /** Null when the text is none. */
  readonly read: (text: string) => Value | null
}

export const WHOLE: ValueKind<number> = {
  expected: 'a whole number from 0',
  read: (text) => {
    const value = numberOf(text)
    return Number.isSafeInteger(value) && value >= 0 ? value : null
  },
}

/** How many people `app dev` has. */
export const PEERS: ValueKind<number> = {
  expected: `a whole number from 1 to ${MAX_DEV_PEERS}`,
  read: (text) => {
    const value = numberOf(text)
    return Number.isSafeInteger(value) && value >= 1 && value <= MAX_DEV_PEERS ? value : null
  },
}

/** How many may receive what is sent. */
export const RECEIVERS: ValueKind<number> = {
  expected: `a whole number from 1 to ${MAX_RECEIVERS}`,
  read: (text) => {
    const value = numberOf(text)
    return Number.isSafeInteger(value) && value >= 1 && value <= MAX_RECEIVERS ? value : null
  },
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** In ms. */
export const LIFETIME: ValueKind<number> = {
  expected: 'a time such as 30m, 2h or 1d, up to 30d',
  read: (text) => {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/u.exec(text) ?? []
    const ms = Math.ceil(numberOf(number) * (UNIT_MS[unit] ?? 0))
    return ms > 0 && ms <= MAX_CODE_LIFETIME_MS ? ms : null
  },
}

/** In ms; 0 stays 0. */
export const HOURS: ValueKind<number> = {
  expected: `hours from 0 to ${MAX_EXPIRES_HOURS}`,
  read: (text) => {
    const hours = numberOf(text)
    return hours >= 0 && hours <= MAX_EXPIRES_HOURS ? Math.ceil(hours * 3_600_000) : null
  },
}

/** In ms, and never 0. */
export const SECONDS: ValueKind<number> = {
  expected: `seconds above 0, up to ${MAX_TIMEOUT_S}`,
  read: (text) => {
    const seconds = numberOf(text)
    return seconds > 0 && seconds <= MAX_TIMEOUT_S ? Math.ceil(seconds * 1000) : null
  },
}

/** A date, a time of a day, or how long ago, as Unix time in ms; dates are those of this machine's clock. */
export const MOMENT: ValueKind<number> = {
  expected: 'a date such as 2026-11-28 or "2026-11-28 14:00", or how long ago, such as 2h or 3d',
  read: (text) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/u.exec(text) ?? []
    if (number !== undefined) return Math.floor(Date.now() - numberOf(number) * (UNIT_MS[unit] ?? 0))
    const [, day, time = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/u.exec(text) ?? []
    const at = day === undefined ? Number.NaN : new Date(`${day}T${time}:00`).getTime()
    return at >= 0 ? at : null
  },
}

export const COMMA_LIST: ValueKind<readonly string[]> = {
  expected: 'host:port, several of them with commas between',
  read: (text) => {
    const parts = text.split(',').map((part) => part.trim())
    return parts.includes('') ? null : parts
  },
}

export const PATHS: ValueKind<readonly string[]> = {
  expected: 'paths, with commas between',
  read: (text) => {
    const paths = text.split(',').filter((path) => path !== '')
    return paths.length === 0 ? null : paths
  },
}

/** Rules of gitignore(5). */
export const PATTERNS: ValueKind<readonly string[]> = {
  expected: 'patterns, with commas between',
  read: PATHS.read,
}

/** 0 is any free one. */
export const PORT: ValueKind<number> = {
  expected: 'a port from 0 to 65535',
  read: (text) => {
    const value = numberOf(text)
    return Number.isSafeInteger(value) && value >= 0 && value <= 65_535 ? value : null
  },
}

/** NaN, which compares false with everything, for what is no number; `Number` takes a blank text for 0. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

export type MemberRole = 'owner' | 'admin' | 'moderator' | 'member' | 'reader'

export const ROLE: ValueKind<MemberRole> = oneOf(['owner', 'admin', 'moderator', 'member', 'reader'])

export type RoomKind = 'group' | 'direct' | 'broadcast'

export const ROOM_KIND: ValueKind<RoomKind> = oneOf(['group', 'direct', 'broadcast'])

export type RoomFormat = 1 | 2 | 3

export const FORMAT: ValueKind<RoomFormat> = {
  expected: '1, 2 or 3',
  read: (text) => ([1, 2, 3] as const).find((format) => String(format) === text) ?? null,
}

export const ON_OFF: ValueKind<boolean> = {
  expected: 'on or off',
  read: (text) => (text === 'on' ? true : text === 'off' ? false : null),
}

export const NAMES: ValueKind<readonly string[]> = {
  expected: 'names, with commas between',
  read: (text) => {
    const names = text.split(',').map((name) => name.trim())
    return names.includes('') ? null : names
  },
}

function oneOf<const Value extends string>(values: readonly Value[]): ValueKind<Value> {
  return {
    expected: `one of ${values.join(', ')}`,
    read: (text) => values.find((value) => value === text) ?? null,
  }
}
