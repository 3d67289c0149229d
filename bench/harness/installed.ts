/** What this machine has: benches beside programs of others leave out what is not there. */
import { access, constants } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { waitFor } from '@comice/testkit'

const START_TIMEOUT_MS = 30_000

/** Where servers are, which the path of an ordinary user may lack. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin']

/** The first that is not installed, or null. */
export async function firstMissing(programs: readonly string[]): Promise<string | null> {
  for (const program of programs) if ((await whereIs(program)) === null) return program
  return null
}

/** Its absolute path, or null. */
export async function whereIs(program: string): Promise<string | null> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '')
  for (const folder of [...folders, ...SERVER_FOLDERS]) {
    const place = path.join(folder, program)
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return place
  }
  return null
}

/** A port of loopback that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the server had no port')
  return address.port
}

/** Resolves when a server that was just started answers. @throws Error after 30 s */
export async function listens(port: number): Promise<void> {
  await waitFor(
    () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true))
        socket.once('error', () => resolve(false)).once('connect', () => socket.destroy())
      }),
    { timeoutMs: START_TIMEOUT_MS },
  )
}
