/** Whether two folders are the same. */
import { spawn } from 'node:child_process'

/** Names and contents; not times and modes, which not every program keeps. @throws Error when it cannot look */
export async function differs(source: string, target: string): Promise<boolean> {
  // Syncthing marks the folders that it looks after.
  const args = ['-rq', '--exclude=.stfolder', source, target]
  const diff = spawn('diff', args, { stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve, reject) => {
    diff.once('error', reject).once('exit', resolve)
  })
  if (code === 0 || code === 1) return code === 1
  throw new Error(`diff of ${source} and ${target} ended with ${String(code)}`)
}
