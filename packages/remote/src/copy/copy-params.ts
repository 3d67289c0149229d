/** What `copy` is asked with. */
import { homedir } from 'node:os'
import path from 'node:path'
import { refusePath } from '@comice/drives/folder'
import { remoteCopy, type RemoteCopy } from '@comice/protocol'

export type CopyParams = RemoteCopy

/** @throws RECORD_INVALID when it is too long */
export function encodeCopy(params: CopyParams): Uint8Array {
  return remoteCopy.encode(params)
}

/** With the absolute path. Null when it is not as agreed. */
export function decodeCopy(bytes: Uint8Array): CopyParams | null {
  const decoded = remoteCopy.decode(bytes)
  if (!decoded.ok || decoded.value.path.includes('\0')) return null
  const { name } = decoded.value
  const isName = name === '' || (!name.includes('/') && refusePath(`/${name}`, 'native') === null)
  // What is asked for is compared with grants in the one spelling that it has.
  return isName ? { ...decoded.value, path: path.posix.resolve(homedir(), decoded.value.path) } : null
}
