import { readdir, readFile } from 'node:fs/promises'

/** The command lines of all processes of this machine that have `text` in them. */
export async function commandsWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((one) => one.includes(text))
}
