/** An error with a code, as an app sees it. Errors of Node's own permission model have the code ERR_ACCESS_DENIED. */
export interface Refusal extends Error {
  readonly code: 'APP_IMPORT_REFUSED' | 'APP_CALL_REFUSED'
}

export function refusal(code: Refusal['code'], message: string): Refusal {
  return Object.assign(new Error(message), { code })
}
