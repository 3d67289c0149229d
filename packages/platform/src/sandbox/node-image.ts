import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { promisify } from 'node:util'
import { PROBE_TIMEOUT_MS } from '../constants.ts'

/** What a Node process is made of before it runs any program. */
export interface NodeImage {
  /** Its binary, without symbolic links. */
  readonly binary: string
  /** The shared libraries that it loads, the dynamic linker among them: absolute paths as the linker knows them. */
  readonly libraries: readonly string[]
  /**
   * What a bare Node counts against RLIMIT_DATA, in bytes. V8 sets address space aside that it never touches (572 MiB
   * on x86-64), so a limit means something only above it. Null where the kernel does not say.
   */
  readonly dataBytes: number | null
}

const PROGRAM = `
  process.report.excludeNetwork = true
  const { readFileSync } = require('node:fs')
  let status = ''
  try { status = readFileSync('/proc/self/status', 'utf8') } catch {}
  const libraries = process.report.getReport().sharedObjects.filter((path) => path.startsWith('/'))
  const dataKiB = /^VmData:\\s+(\\d+) kB$/m.exec(status)?.[1]
  process.stdout.write(JSON.stringify({ libraries, dataBytes: dataKiB === undefined ? null : dataKiB * 1024 }))
`

const run = promisify(execFile)

/** Asks a fresh Node of this binary: the process that asks may have loaded addons, and their libraries, itself. */
export async function nodeImage(): Promise<NodeImage> {
  const { stdout } = await run(process.execPath, ['-e', PROGRAM], { env: {}, timeout: PROBE_TIMEOUT_MS })
  const { libraries, dataBytes } = JSON.parse(stdout) as Omit<NodeImage, 'binary'>
  const binary = await realpath(process.execPath)
  return { binary, libraries: libraries.filter((path) => path !== binary), dataBytes }
}
