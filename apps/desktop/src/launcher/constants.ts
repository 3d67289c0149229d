/** Every tunable of the launcher, with its unit in its name and its reason beside it. */

/** How often the launcher looks whether its node still runs. */
export const NODE_CHECK_MS = 2_000
