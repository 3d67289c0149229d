/** Every tunable of @comice/runtime, with its unit in its name and its reason beside it. */

/** Version of the protocol between an app and the node, told in the first frame of each side. */
export const BROKER_VERSION = 1
