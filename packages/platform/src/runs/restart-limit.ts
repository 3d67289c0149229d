import { APP_RESTARTS_MS, MAX_APP_RESTARTS } from '../constants.ts'
import { PlatformErrors } from '../errors.ts'

/** How often apps start again by their own wish: one that does so at once, each time, would do it for ever. */
export class RestartLimit {
  readonly #restartsByApp = new Map<string, number[]>()

  /** Notes a restart at `now`, in ms of any clock. @throws RESTARTED_TOO_OFTEN */
  note(app: { readonly id: string; readonly name: string }, now: number): void {
    for (const [id, times] of this.#restartsByApp) {
      const kept = times.filter((at) => now - at < APP_RESTARTS_MS)
      if (kept.length > 0) this.#restartsByApp.set(id, kept)
      else this.#restartsByApp.delete(id)
    }
    const times = this.#restartsByApp.get(app.id) ?? []
    if (times.length >= MAX_APP_RESTARTS) throw PlatformErrors.RESTARTED_TOO_OFTEN({ app: app.name })
    this.#restartsByApp.set(app.id, [...times, now])
  }
}
