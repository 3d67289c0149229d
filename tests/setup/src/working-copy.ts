import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { repositoryFiles, ROOT } from '../../repo/src/workspace.ts'

export interface WorkingCopy extends Disposable {
  folder: string
}

/** A clone of what is being worked on: every file that is, or could be, committed. */
export function copyWorkingTree(): WorkingCopy {
  const folder = mkdtempSync(join(tmpdir(), 'comice-clone-'))
  for (const file of repositoryFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(ROOT, file), join(folder, file))
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}
