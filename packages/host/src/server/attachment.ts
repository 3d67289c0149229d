/** What guards contents of others in answers to a page. */

/** For what a browser makes a document of: it has no origin, no scripts, no requests, and the page alone may frame it. */
export const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

/** The name in UTF-8 (RFC 8187): nothing of it can end the header or become another one. */
export function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/gu, (one) => `%${one.charCodeAt(0).toString(16)}`)
  return `attachment; filename*=UTF-8''${encoded}`
}
