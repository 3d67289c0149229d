/**
 * Windows of apps that the node shows itself, because its own window asked for it and a page cannot start a browser.
 * Only what runs can be shown, and only what was installed and allowed runs.
 */
import type { Logger } from '@comice/core'
import type { Platform } from '@comice/platform'
import { findBrowser, hasDisplay } from '../browser/browsers.ts'
import { showWindow } from '../browser/browser-window.ts'
import type { DisplayEnv } from './display.ts'

/** What came of showing an app. */
export type Shown =
  /** A browser of its own shows it, which reaches nothing but what the user agreed to. */
  | { readonly kind: 'window' }
  /** There is no display or no such browser here: whoever asked may open this address, within seconds. */
  | { readonly kind: 'address'; readonly url: string }

interface Showing {
  readonly id: string
  /** Path of a link that was followed while it runs already. Default: that of the link that it was started by. */
  readonly path?: string | undefined
}

export class AppWindows {
  readonly #logger: Logger
  /** As the launcher of the node's own window has it. */
  display: DisplayEnv = {}
  readonly #closing = new AbortController()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Starts an app, or opens another page of one that runs. @throws what `Runs.start` throws */
  async show(platform: Platform, { id, path }: Showing): Promise<Shown> {
    const { runs } = platform
    const app = runs.list().find((run) => run.id === id)?.app
    const started = await runs.start(id, path)
    const around = { platform: process.platform, env: { ...process.env, ...this.display } }
    const browser = hasDisplay(around) ? findBrowser(around) : null
    if (browser === null) return { kind: 'address', url: started.url }
    const hold = runs.hold(id)
    const closing = new AbortController()
    const window = showWindow({
      ...{ browser, env: around.env, launchFile: started.launchFile },
      ...{ dataDir: started.browserDir, onlyHosts: started.hosts },
      signal: AbortSignal.any([closing.signal, this.#closing.signal]),
    })
    window
      .catch((error: unknown) =>
        this.#logger.warn({ error: String(error) }, 'a window of an app did not open'),
      )
      .finally(() => hold[Symbol.dispose]())
    void hold.ended.then((end) => {
      // A page that says why its app has ended stays to be read.
      if (end.isOrderly || end.again) closing.abort()
      if (end.again && app?.link != null) void this.#showAgain(platform, app.link)
    })
    return { kind: 'window' }
  }

  /** Closes the windows that it opened. */
  close(): void {
    this.#closing.abort()
  }

  async #showAgain(platform: Platform, link: string): Promise<void> {
    try {
      const prepared = await platform.runs.prepare({ target: link })
      // What has to be asked is asked when the user starts it.
      if (prepared.kind === 'ready') await this.show(platform, { id: prepared.run.id })
    } catch (error) {
      this.#logger.warn({ error: String(error) }, 'an app did not start again')
    }
  }
}
