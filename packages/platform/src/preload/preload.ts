/**
 * The first code in an app's process (`node --import`), and in the processes and threads that a `full` app makes of
 * itself: gives it the runtime, takes away what it shall not have, and ends it when its starter is gone.
 */
import { hardenGlobals } from './harden-globals.ts'
import { markCrash } from './mark-crash.ts'
import { PRELOAD_VARIABLE, type PreloadTask } from './preload-task.ts'
import { provideModules } from './provide-modules.ts'
import { watchLeash } from './watch-leash.ts'

const variable = process.env[PRELOAD_VARIABLE]
if (variable !== undefined) perform(JSON.parse(variable) as PreloadTask)

function perform(task: PreloadTask): void {
  provideModules(task)
  if (task.isFirst) {
    markCrash()
    if (task.leash) watchLeash()
    // What this process starts does not inherit the pipe, and may end as it likes.
    const inherited: PreloadTask = { ...task, isFirst: false, leash: false }
    process.env[PRELOAD_VARIABLE] = JSON.stringify(inherited)
  }
  if (task.harden) hardenGlobals()
}
