/**
 * What must not be published by mistake. A name or a content that looks like a secret is refused, and staged only when
 * the author names the file. It catches what people forget, not what they hide.
 */

/** Names that hold secrets, matched on the last part of the path. */
const NAMES: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\.env(?!\.(?:example|sample|template|defaults|dist)$)(?:\..*)?$/iu, 'an environment file'],
  [/\.env$/iu, 'an environment file'],
  [/^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/iu, 'a private SSH key'],
  [/\.(?:p12|pfx|pkcs12|jks|keystore|ppk|kdbx)$/iu, 'a store of keys'],
  [/\.(?:pem|key)$/iu, 'a key or certificate'],
  [/^(?:\.netrc|_netrc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials)$/iu, 'a file of passwords'],
]

/** Folders that hold secrets. */
const FOLDERS = /(?:^|\/)\.(?:ssh|gnupg|aws|azure|kube|docker)\//u

const CONTENTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [
    // With line ends as they are, or as JSON writes them.
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[rn]|\s)+[A-Za-z0-9+/=:,. -]{16}/u,
    'a private key',
  ],
  [/^PuTTY-User-Key-File-\d:/mu, 'a private key'],
  [/\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60}/u, 'a token of GitHub'],
  [/\bglpat-[\w-]{20}/u, 'a token of GitLab'],
  [/\bnpm_[A-Za-z0-9]{36}\b/u, 'a token of npm'],
  [/\bxox[abprs]-\d{6,}-[\w-]{10}/u, 'a token of Slack'],
  [/\b[rs]k_live_[A-Za-z0-9]{20}/u, 'a key of Stripe'],
  [/\bAKIA[0-9A-Z]{16}\b/u, 'a key of AWS'],
]

/** Settings of package managers are no secret, unless they hold a token. */
const PACKAGE_SETTINGS = /(?:^|\/)\.(?:npmrc|yarnrc|yarnrc\.yml)$/u
const PACKAGE_TOKEN = /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*[=:]\s*["']?(?!\$\{)\S/u

/** What the name of a file says that it is, or null. `path` has slashes. */
export function secretInName(path: string): string | null {
  if (FOLDERS.test(path)) return 'in a folder of secrets'
  const name = path.slice(path.lastIndexOf('/') + 1)
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

/** What is found in the contents of a file, or null. */
export function secretInContents(path: string, contents: Uint8Array): string | null {
  // latin1: one character for each byte, so that it costs the same for binary files and the patterns are ASCII.
  const text = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength).toString('latin1')
  if (PACKAGE_SETTINGS.test(path) && PACKAGE_TOKEN.test(text)) return 'a token of a package registry'
  return CONTENTS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
