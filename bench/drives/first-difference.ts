/** What differs between two folders. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/**
 * The first difference in diff's words, or null. Names and contents; not times and modes, which not every program keeps.
 * @throws Error when it cannot look
 */
export async function firstDifference(source: string, target: string): Promise<string | null> {
  // Syncthing marks the folders that it looks after.
  const args = ['-rq', '--exclude=.stfolder', source, target]
  const diff = spawn('diff', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<number | null>((resolve, reject) => {
    diff.once('error', reject).once('exit', resolve)
  })
  const [said, trouble, code] = await Promise.all([text(diff.stdout), text(diff.stderr), exited])
  if (code === 0) return null
  if (code === 1) return said.split('\n')[0] ?? 'something'
  throw new Error(`diff ended with ${String(code)}: ${trouble.slice(0, 2000)}`)
}
