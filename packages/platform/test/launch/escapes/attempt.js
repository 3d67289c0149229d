/** What every app of the corpus is given beside its own files: the places to break out to, and a way to report. */

/** Canaries, ports and process ids, see `machine.ts`. */
export const target = JSON.parse(process.argv[2])

/**
 * Tries `act` and reports on a line: the error's code when it was refused, HAPPENED and what came of it when not.
 * @param {string} name
 * @param {() => unknown} act
 */
export async function attempt(name, act) {
  try {
    report(name, 'HAPPENED', String(await act()))
  } catch (error) {
    report(name, codeOf(error), '')
  }
}

function codeOf(error) {
  if (!(error instanceof Error)) return String(error)
  return error.code || error.cause?.code || error.name
}

function report(name, code, detail) {
  process.stdout.write(`${JSON.stringify({ name, code, detail: detail.slice(0, 200) })}\n`)
}

/** An error with a code of ours, for what fails without an error. */
export const failure = (code) => Object.assign(new Error(code), { code })

/** Rejects with NO_ANSWER after a second: a datagram into nowhere is sent, and that is all. */
export const answered = (act) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(failure('NO_ANSWER')), 1_000)
    act(resolve, reject)
  })
