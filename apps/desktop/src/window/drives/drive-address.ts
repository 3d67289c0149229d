/** Where the contents of a drive are on the node's server, while the page looks at it. */
import { createContext, useContext } from 'react'

export interface LookedDrive {
  /** Key as z-base-32. */
  readonly id: string
  readonly name: string
  /** Whether this profile may change it. */
  readonly isOurs: boolean
  /** The version that is shown. */
  readonly version: number
  /** Address below which its contents are. */
  readonly base: string
}

export const LookedDriveContext = createContext<LookedDrive | null>(null)

/** Throws a TypeError where no drive is looked at. */
export function useLookedDrive(): LookedDrive {
  const drive = useContext(LookedDriveContext)
  if (drive === null) throw new TypeError('useLookedDrive is used where no drive is looked at')
  return drive
}

/** Of a file at a version, to be shown. */
export function contentAddress(
  { base, version }: Pick<LookedDrive, 'base' | 'version'>,
  path: string,
): string {
  return `${base}${version}${encodePath(path)}`
}

/** Of a file, or of a folder as an archive, to be saved. */
export function saveAddress(drive: Pick<LookedDrive, 'base' | 'version'>, path: string): string {
  return `${contentAddress(drive, path === '' ? '/' : path)}?save`
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
