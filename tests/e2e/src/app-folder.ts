/** An author's folder that says its version when it is run. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes the version into the folder, which is made when it is not there. What else is in its package.json stays. */
export async function writeApp(dir: string, version: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const file = join(dir, 'package.json')
  const present = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object
  const manifest = { ...present, name: 'garden', version, type: 'module', main: 'index.js' }
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`)
  const source = `import { app } from '@comice/runtime'\nconsole.log('garden', app.version, '${version}')\n`
  await writeFile(join(dir, 'index.js'), source)
}
