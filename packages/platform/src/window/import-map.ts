/**
 * Lets a page say `import { connect } from '@comice/runtime/ui'` without a build. Browsers take import maps only inline,
 * so one is put where the page's head begins; its text is always the same, so the policy names its hash, no nonce is
 * needed, and the page's tag stays the same. Nothing else of a page is touched.
 */
import { createHash } from 'node:crypto'
import { NODE_PATH, RUNTIME_MODULES } from './runtime-modules.ts'

const TEXT = JSON.stringify({
  imports: { '@comice/runtime/ui': RUNTIME_MODULES.runtime.url },
  // Only the platform's own modules see what they are made of.
  scopes: { [NODE_PATH]: { '@comice/protocol/errors': RUNTIME_MODULES.protocol.url } },
})

/** As the policy of a page has it. */
export const IMPORT_MAP_HASH = `sha256-${createHash('sha256').update(TEXT).digest('base64')}`

const ELEMENT = Buffer.from(`<script type="importmap">${TEXT}</script>`)

const BETWEEN = String.raw`(?:\s|<!--[^]*?-->)*`
const ATTRIBUTES = String.raw`(?:\s(?:"[^"]*"|'[^']*'|[^'">])*)?`
/** What may stand before the head's first element. Each part is optional, so it matches every text at once. */
const BEFORE = new RegExp(
  String.raw`^(?:\u00EF\u00BB\u00BF)?${BETWEEN}(?:<!doctype[^>]*>)?${BETWEEN}(?:<html${ATTRIBUTES}>)?${BETWEEN}(?:<head${ATTRIBUTES}>)?`,
  'i',
)

export function insertImportMap(html: Buffer): Buffer {
  // As Latin-1, where a character is a byte, so bytes stay what they are.
  const at = BEFORE.exec(html.toString('latin1'))?.[0].length ?? 0
  return Buffer.concat([html.subarray(0, at), ELEMENT, html.subarray(at)])
}
