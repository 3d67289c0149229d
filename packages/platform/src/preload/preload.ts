/**
 * The first code in an app's process (`node --import`): gives it the runtime, takes away what it shall not have, and
 * ends it when its starter is gone.
 */
import { hardenGlobals } from './harden-globals.ts'
import { PRELOAD_VARIABLE, type PreloadTask } from './preload-task.ts'
import { provideModules } from './provide-modules.ts'
import { watchLeash } from './watch-leash.ts'

const task = JSON.parse(process.env[PRELOAD_VARIABLE] ?? '') as PreloadTask
 
delete process.env[PRELOAD_VARIABLE]

provideModules(task)
if (task.leash) watchLeash()
if (task.harden) hardenGlobals()
