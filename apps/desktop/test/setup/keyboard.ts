/** Somebody who has a keyboard and nothing else. */
import type { Page } from 'playwright-core'

const MAX_STEPS = 60

/** Presses Tab until what has the name is focused. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = []
  for (let step = 0; step < MAX_STEPS; step++) {
    await page.keyboard.press('Tab')
    const focused = await focusedName(page)
    if (focused === name) return
    seen.push(focused)
  }
  throw new Error(`Tab never came to “${name}”, only to ${[...new Set(seen)].join(' | ')}`)
}

/** Whether what is typed now goes into a field for one line. */
export function isInField(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement instanceof HTMLInputElement)
}

/** The accessible name of what is focused, as far as this window needs it. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    const label =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.labels?.[0]
        : null
    return (label?.textContent ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })
}
