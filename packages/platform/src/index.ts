/**
 * Apps from peer to peer: stage, release, seed, fetch, confine and run them, by link.
 *
 * @module
 */
export { CHANNELS } from './constants.ts'
export { PlatformErrors } from './errors.ts'

// ---- window ----
export {
  type AppWindow,
  type AppWindowAddress,
  type AppWindowOptions,
  type PageCheckout,
  startAppWindow,
} from './window/app-window.ts'
