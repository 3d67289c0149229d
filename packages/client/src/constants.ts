/** Every tunable of @comice/client, with its unit in its name and its reason beside it. */

/** First and longest wait before a page connects to its node again. */
export const RECONNECT_MIN_MS = 200
export const RECONNECT_MAX_MS = 5000

/** WebSocket close code of a refused token; final. The node's constant, repeated to keep its code out of pages. */
export const TOKEN_REFUSED_CLOSE = 4401
