/** Somebody who has a keyboard and nothing else. */
import { waitFor } from '@comice/testkit'
import type { Page } from 'playwright-core'

const MAX_STEPS = 60

/** Presses Tab until what has the name is focused. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const seen: string[] = []
  for (let step = 0; step < MAX_STEPS; step++) {
    await page.keyboard.press('Tab')
    const focused = await focusedName(page)
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
    seen.push(focused)
  }
  throw new Error(`Tab never came to “${String(name)}”, only to ${[...new Set(seen)].join(' | ')}`)
}

/** Waits until the page itself has put the focus there. */
export async function focusOn(page: Page, name: string): Promise<void> {
  await waitFor(async () => (await focusedName(page)) === name, { describe: `the focus on “${name}”` })
}

/** Pastes the text as people do: from the clipboard. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('Control+V')
}

/** The accessible name of what is focused, as far as this window needs it. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
    const label = isField ? element.labels?.[0] : null
    return (label?.textContent ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })
}
