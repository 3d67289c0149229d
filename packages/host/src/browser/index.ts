/**
 * Windows of an installed browser, for faces that show a page of the node's: which browser, how it is started, when
 * its window is gone, and an address to print where nothing can be shown. Node builtins only.
 *
 * @module
 */
export { handOver, isRoot, showWindow, type WindowEnd, type WindowOptions } from './browser-window.ts'
export { browserDataDir } from './browser-place.ts'
export { defaultBrowser, findBrowser, hasDisplay, type Surroundings } from './browsers.ts'
export { type PageToShow, type Presenter, presentWindow } from './present-window.ts'
export { DISPLAY_VARIABLES, type DisplayEnv, displayOf } from '../services/display.ts'
