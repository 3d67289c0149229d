/** Every tunable of the launcher, with its unit in its name and its reason beside it. */

/** A browser that ends sooner than this handed the window to one that runs already, or could not start. */
export const HANDED_OVER_MS = 3_000

/** Size of a new window, in px: two panes with room to read. */
export const WINDOW_WIDTH_PX = 1120
export const WINDOW_HEIGHT_PX = 760

/** How often the launcher looks whether its node still runs. */
export const NODE_CHECK_MS = 2_000
