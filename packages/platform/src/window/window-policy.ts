/**
 * What an app's page may do, as headers. Every response has them, scripts of workers included.
 *
 * | part | why |
 * |---|---|
 * | scripts and workers from the app's own files; no inline script, no eval | what was verified is all that runs |
 * | WebAssembly | compiled from own files or from bytes, it can do no more than scripts |
 * | inline styles | ordinary pages have them; a style can send nothing, because nothing else is reachable |
 * | `data:` and `blob:` for images, media, fonts and fetch | stay in the page |
 * | connections to itself, its node and the permitted origins | what its user agreed to |
 * | no frames, objects, forms, base | ordinary pages of one origin do without; each is a way out or in |
 * | Trusted Types are not required | `innerHTML` cannot run anything under this policy, and ordinary pages use it; a page can ask for them in a meta element of its own |
 *
 * No policy stops a page from sending its window to another address, and Chromium 156 knows no directive against WebRTC.
 * The browser of an app's window is therefore told which hosts there are at all: see {@link AppWindow.hosts}.
 */

export interface PolicyOptions {
  /** `http://<host>:<port>` of the window. */
  readonly origin: string
  /** Permitted origins, checked. */
  readonly net: readonly URL[]
  /** `sha256-…` of the import map. */
  readonly importMapHash: string
}

export function windowHeaders(options: PolicyOptions): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-frame-options': 'DENY',
  }
}

/** What a page would need the consent of the person at the machine for, and what only tells who that is. */
const REFUSED_FEATURES = [
  'camera',
  'clipboard-read',
  'display-capture',
  'geolocation',
  'hid',
  'idle-detection',
  'local-fonts',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
]

function contentSecurityPolicy({ origin, net, importMapHash }: PolicyOptions): string {
  const sockets = net.filter(({ protocol }) => protocol === 'https:').map(({ host }) => `wss://${host}`)
  const reachable = [origin.replace(/^http/, 'ws'), ...net.map((url) => url.origin), ...sockets]
  return [
    "default-src 'none'",
    `script-src 'self' '${importMapHash}' 'wasm-unsafe-eval'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' data: blob: ${reachable.join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
