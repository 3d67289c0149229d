/** What axe finds on a page. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** All findings, as `rule: where`. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page)
  // The page's own policy would refuse a script of ours.
  await devtools.send('Runtime.evaluate', { expression: axe.source })
  await devtools.detach()
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${String(target)}`))
}
