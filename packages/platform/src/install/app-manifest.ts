import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { displayName } from '@comice/protocol'
import type { Checkout } from '../checkout/checkout.ts'
import { MAX_MANIFEST_BYTES, MAX_SHOWN_NAME_CHARS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'
import { parsePermissions, type Permissions } from '../permission/permission.ts'
import { type Manifest, parseManifest } from '../project/manifest.ts'

/** What a version says of itself. @throws APP_NOT_RELEASED when it cannot run, PERMISSIONS_INVALID */
export async function readAppManifest(
  checkout: Checkout,
): Promise<{ manifest: Manifest; permissions: Permissions }> {
  const entry = checkout.files.find(({ path }) => path === '/package.json')
  if (entry === undefined) throw PlatformErrors.APP_NOT_RELEASED({ what: 'it has no package.json' })
  const parsed = parseManifest(await readBounded(join(checkout.dir, entry.path)))
  if (!parsed.ok) throw PlatformErrors.APP_NOT_RELEASED({ what: parsed.code })
  const manifest = parsed.value
  const missing = [manifest.main, manifest.page].find(
    (file) => file !== null && !checkout.files.some(({ path }) => path === file),
  )
  if (missing != null) throw PlatformErrors.APP_NOT_RELEASED({ what: `${missing} is not in it` })
  const { pear } = manifest.json
  const asked =
    typeof pear === 'object' && pear !== null && 'permissions' in pear ? pear.permissions : undefined
  return { manifest, permissions: parsePermissions(asked) }
}

/** The name to show: `pear.name`, else `name`; safe on one line, but its author's word. */
export function shownName({ name, json }: Manifest): string {
  const { pear } = json as { pear?: { name?: unknown } | null }
  const chosen = typeof pear?.name === 'string' && pear.name !== '' ? pear.name : name
  return displayName(chosen.slice(0, MAX_SHOWN_NAME_CHARS), name)
}

/** One byte more than is allowed, so that what is too large is known as such. */
async function readBounded(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(MAX_MANIFEST_BYTES + 1),
      position: 0,
    })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
