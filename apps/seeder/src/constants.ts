/** Every tunable of the seeder, with its unit in its name and its reason beside it. */

/** TCP port of /metrics and /healthz: free in IANA's list and in Prometheus' list of exporters. */
export const DEFAULT_PORT = 29_747

/** How long a stop may take in all before the process ends anyway. systemd's own limit is 90 s. */
export const STOP_TIMEOUT_MS = 10_000

/** Requests to the monitor have no body and are short. */
export const MONITOR_REQUEST_TIMEOUT_MS = 5000

/** First major version of Node with all that the packages use: AsyncDisposableStack and Promise.withResolvers. */
export const MIN_NODE_MAJOR = 24
