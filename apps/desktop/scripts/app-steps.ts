/** What a user does in the window to come to the pictures of apps. */
import type { Page } from 'playwright-core'

/** Shows what alice has of bob's first app. */
export async function openApps(page: Page): Promise<void> {
  await press(page, 'Apps')
  await page.getByRole('button', { name: /^Pear list/ }).click()
}

/** Up to the question what an app may do. */
export async function askToInstall(page: Page, link: string): Promise<void> {
  await press(page, 'Apps')
  await press(page, 'Install an app')
  await page.getByRole('textbox', { name: 'Link of the app' }).fill(link)
  await press(page, 'Look at it')
  await page.getByText('What it may do').waitFor()
}

export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).first().click()
}
