/** Makes the folder of an app, of any number and size of files. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { seededRandom } from '@comice/testkit'

export interface AppFolderOptions {
  readonly files: number
  /** Of all files together, about. */
  readonly bytes: number
  /** Files of code; its main file imports {@link IMPORTED} of them. */
  readonly modules: number
  /** Whether the program imports Comice's runtime, and prints the name that it is told. */
  readonly usesRuntime?: boolean
  /** Whether the program stays until it is ended, instead of ending after its first line. */
  readonly stays?: boolean
}

/** What an app loads before its first line. */
const IMPORTED = 20

/** How its first line begins; the CPU time that it took until then follows, in ms. */
export const FIRST_LINE = 'ready'

const FOLDER_FILES = 100

/** Writes the app. Contents are random, so nothing of it shrinks or is the same as another app's. */
export async function makeAppFolder(dir: string, options: AppFolderOptions): Promise<void> {
  const { files, bytes, modules } = options
  const random = seededRandom(dir)
  const names = ['package.json', 'main.js']
  const size = Math.floor(bytes / files)
  await mkdir(path.join(dir, 'lib'), { recursive: true })
  await writeFile(path.join(dir, 'package.json'), manifest('1.0.0'))
  await writeFile(path.join(dir, 'main.js'), program(options))
  for (let number = 0; number < modules; number++) {
    const text = Buffer.from(random.bytes(Math.floor((size * 3) / 4))).toString('base64')
    await writeFile(path.join(dir, moduleName(number)), `export const text${number} = '${text}'\n`)
    names.push(moduleName(number))
  }
  for (let number = 0; names.length < files; number++) {
    const name = dataName(number)
    if (number % FOLDER_FILES === 0) await mkdir(path.dirname(path.join(dir, name)), { recursive: true })
    await writeFile(path.join(dir, name), random.bytes(size))
    names.push(name)
  }
}

/** Changes one file of data, as long as before, and the version. */
export async function changeOneFile(dir: string, round: number, bytes: number): Promise<void> {
  await writeFile(path.join(dir, dataName(0)), seededRandom(`${dir} ${round}`).bytes(bytes))
}

/** The version in its package.json; hyperdrive's own programs have none. */
export async function setVersion(dir: string, version: string): Promise<void> {
  await writeFile(path.join(dir, 'package.json'), manifest(version))
}

function manifest(version: string): string {
  const pear = { name: 'bench', type: 'terminal' }
  return `${JSON.stringify({ name: 'bench', version, type: 'module', main: 'main.js', pear }, null, 2)}\n`
}

function program({ modules, usesRuntime = false, stays = false }: AppFolderOptions): string {
  const numbers = Array.from({ length: Math.min(IMPORTED, modules) }, (_, number) => number)
  return [
    ...(usesRuntime ? [`import { app } from '@comice/runtime'`] : []),
    ...numbers.map((number) => `import { text${number} } from './${moduleName(number)}'`),
    `const texts = [${numbers.map((number) => `text${number}`).join(', ')}]`,
    `const characters = texts.reduce((sum, text) => sum + text.length, 0)`,
    `const { user, system } = process.cpuUsage()`,
    `console.log('${FIRST_LINE}', (user + system) / 1000, characters${usesRuntime ? ', app.name' : ''})`,
    ...(stays ? ['setInterval(() => undefined, 1_000)'] : []),
    '',
  ].join('\n')
}

function moduleName(number: number): string {
  return `lib/module-${number}.js`
}

function dataName(number: number): string {
  return `data-${Math.floor(number / FOLDER_FILES)}/${number}.bin`
}
