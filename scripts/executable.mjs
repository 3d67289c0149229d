// Makes the programs of the package in this folder executable, as npm does when it installs them: a build may be run
// from its path. `build` scripts call it last.
import { chmodSync, readFileSync } from 'node:fs'

/** @type {{ bin?: Record<string, string> }} */
const { bin = {} } = JSON.parse(readFileSync('package.json', 'utf8'))
for (const program of Object.values(bin)) chmodSync(program, 0o755)
