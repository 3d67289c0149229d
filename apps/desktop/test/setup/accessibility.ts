/** What axe finds on a page. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Serious and critical findings, as `rule: where`. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page)
  // The page's own policy would refuse a script of ours.
  await devtools.send('Runtime.evaluate', { expression: axe.source })
  await devtools.detach()
  const { violations } = await page.evaluate(async () => {
    // What fades in has less contrast than it is going to have.
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(moving.map(({ finished }) => finished))
    return (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${String(target)} ${any[0]?.message ?? ''}`),
    )
}
