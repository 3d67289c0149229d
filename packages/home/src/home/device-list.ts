/** The devices of a home, as they are shown. */
import { displayName, encodeKey, type HomeDevice, homeText } from '@comice/protocol'
import { MIN_ID_PREFIX_CHARS } from '../constants.ts'
import { HomeErrors } from '../errors.ts'
import { DEVICE_KIND } from '../records/kinds.ts'
import type { HomeDeviceView } from './home.ts'
import type { HomeView } from './home-view.ts'

export interface DeviceListOptions {
  /** This device's key in hexadecimal. */
  readonly me: string
  readonly isOnline: (id: string) => boolean
}

/** This device first, those that were put out last. */
export function deviceList(view: HomeView, options: DeviceListOptions): HomeDeviceView[] {
  const { active, removed } = view.devices
  const views = [...active, ...removed].map(([hex, record]) => viewOf(hex, record, { ...options, view }))
  return views.sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name))
}

/** @throws DEVICE_NOT_FOUND */
export function findDevice(devices: readonly HomeDeviceView[], text: string): HomeDeviceView {
  const present = devices.filter(({ isRevoked }) => !isRevoked)
  const fits = [
    present.filter(({ id }) => id === text),
    present.filter(({ name }) => name === text),
    present.filter(({ id }) => text.length >= MIN_ID_PREFIX_CHARS && id.startsWith(text)),
  ]
  const [found, ...others] = fits.find((matches) => matches.length > 0) ?? []
  if (found === undefined || others.length > 0)
    throw HomeErrors.DEVICE_NOT_FOUND({ matches: found === undefined ? 0 : others.length + 1 })
  return found
}

function viewOf(
  hex: string,
  record: HomeDevice | null,
  { view, me, isOnline }: DeviceListOptions & { view: HomeView },
): HomeDeviceView {
  const deviceKey = Buffer.from(hex, 'hex')
  const id = encodeKey(deviceKey)
  const named = view.entries.get(DEVICE_KIND.keyOf(id))?.value
  const text = named === undefined ? null : homeText.decode(named)
  return {
    id,
    deviceKey,
    name: displayName(text?.ok === true ? text.value.text : '', id.slice(0, 8)),
    isThis: hex === me,
    isOnline: isOnline(id),
    lastWroteAt: view.lastWrote.get(hex) ?? null,
    hasPhrase: record?.hasPhrase === true,
    isRevoked: view.devices.removed.has(hex),
  }
}

function rankOf({ isThis, isRevoked }: HomeDeviceView): number {
  if (isRevoked) return 2
  return isThis ? 0 : 1
}
