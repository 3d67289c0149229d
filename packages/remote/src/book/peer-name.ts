/** What machines are called here. A name is no key, and has no colon or slash, so that `name:/path` is clear. */
import { normalizeName, tryDecodeKey } from '@comice/protocol'
import { RemoteErrors } from '../errors.ts'

const FORM = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}]|[._-](?=[\p{L}\p{N}]))*$/u

/** The name in the form that is kept. @throws PEER_NAME_INVALID */
export function peerName(text: string): string {
  const name = normalized(text)
  if (!FORM.test(name))
    throw RemoteErrors.PEER_NAME_INVALID({ reason: 'it has other characters, or one of these at an end' })
  if (tryDecodeKey(name) !== null) throw RemoteErrors.PEER_NAME_INVALID({ reason: 'it looks like a key' })
  return name
}

function normalized(text: string): string {
  try {
    return normalizeName(text)
  } catch (cause) {
    throw RemoteErrors.PEER_NAME_INVALID({ reason: (cause as Error).message }, { cause })
  }
}
