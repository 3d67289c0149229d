/**
 * How a page gets its token. The address carries a single-use code in its fragment, which browsers do not send; the
 * page exchanges it, takes it out of the address, and keeps the token for this tab alone, so that a reload works. What
 * stays in the fragment is the path of the link that the app was opened by, as `#/path`, if there was one.
 */
import { type ComiceError, errorFromWire } from '@comice/protocol/errors'
import { RuntimeErrors } from '../errors.ts'
import type { Browser } from './browser.ts'

/** Where the node's part of an app's origin is. No file of an app begins with a dot. */
export const PAGE_SESSION_PATH = '/.comice/session'

const TOKEN_KEY = 'comice.token'

/** @throws PAGE_REFUSED, and PAGE_DISCONNECTED when there is nobody to ask */
export async function openPageSession(browser: Browser): Promise<string> {
  const { location, sessionStorage } = browser
  const fragment = new URLSearchParams(location.hash.slice(1))
  const code = fragment.get('code')
  const kept = sessionStorage.getItem(TOKEN_KEY)
  if (code === null) {
    if (kept === null) throw RuntimeErrors.PAGE_REFUSED({ reason: 'it was not opened by Comice' })
    return kept
  }
  const path = fragment.get('path')
  const hash = path === null ? '' : `#${path}`
  browser.history.replaceState(browser.history.state, '', location.pathname + location.search + hash)
  try {
    const token = await exchange(browser, code)
    sessionStorage.setItem(TOKEN_KEY, token)
    return token
  } catch (error) {
    // Going back to an address with a spent code is no reason to lose a token that still works.
    if (kept !== null) return kept
    throw error
  }
}

async function exchange(browser: Browser, code: string): Promise<string> {
  const response = await browser.fetch(PAGE_SESSION_PATH, { method: 'POST', body: code }).catch(() => {
    throw RuntimeErrors.PAGE_DISCONNECTED({})
  })
  const answer = (await response.json()) as { token?: unknown }
  if (response.ok && typeof answer.token === 'string') return answer.token
  throw RuntimeErrors.PAGE_REFUSED({ reason: errorFromWire(answer).message })
}

/** Forgets a token that was refused. */
export function forgetPageSession({ sessionStorage }: Browser): ComiceError {
  sessionStorage.removeItem(TOKEN_KEY)
  return RuntimeErrors.PAGE_REFUSED({ reason: 'its token is no longer valid' })
}
