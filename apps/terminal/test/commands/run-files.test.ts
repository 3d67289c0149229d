/** Files of the user's in an app of the terminal: given on the command line, or chosen when the app asks. */
import { writeFile } from 'node:fs/promises'
import { tempDir, type TempDir } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAppFolder } from '../app-folder.ts'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
let user: TempDir
beforeAll(async () => {
  machine = await createMachine()
  user = await tempDir('user')
  await writeFile(user.join('my pears.txt'), 'conference')
  await writeFile(user.join('other.txt'), 'concorde')
  await writeFile(user.join('pears.png'), 'no picture')
})
afterAll(async () => {
  await machine[Symbol.asyncDispose]()
  await user[Symbol.asyncDispose]()
})

const pear = { permissions: { fs: ['pick'] } }

test('what --give names is there, and what is beside it is not', async () => {
  const { dir } = await createAppFolder(
    machine,
    `import { readFile, writeFile } from 'node:fs/promises'
     import { files } from '@comice/runtime'
     const codeOf = (work) => work.then(() => 'done', ({ code }) => code)
     const [path] = await files.pick({ extensions: ['txt'] })
     console.log(await readFile(path, 'utf8'), await codeOf(writeFile(path, 'ripe')))
     console.log(await codeOf(readFile(process.argv[2])))
     process.exit()`,
    { pear },
  )
  const other = user.join('other.txt')
  const give = (text: string) => machine.comice('alice', ['run', dir, '--give', text, '--', other])
  const readOnly = await give(user.join('my pears.txt'))
  expect(readOnly).toMatchObject({ code: 0, stderr: '' })
  expect(readOnly.stdout).toMatch(/^conference ERR_ACCESS_DENIED\n(?:ENOENT|ERR_ACCESS_DENIED)\n$/)
  const writable = await give(`${user.join('my pears.txt')}:rw,${user.join('pears.png')}`)
  expect(writable.stdout).toMatch(/^conference done\n(?:ENOENT|ERR_ACCESS_DENIED)\n$/)
  expect((await give(user.join('my pears.txt'))).stdout).toMatch(/^ripe /)
  await writeFile(user.join('my pears.txt'), 'conference')

  const refused = await give(user.join('none'))
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('(GIVE_REFUSED)')
})

const ASKS = `
  import { readFile } from 'node:fs/promises'
  import { files } from '@comice/runtime'
  process.stdin.setRawMode?.(true)
  process.stdin.on('data', (keys) => console.log('key ' + keys))
  console.log('ready')
  const paths = await files.pick({ extensions: ['txt'], multiple: true }).catch(({ code }) => [code])
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => path)))
  console.log('got ' + texts.join())`

test('the user is asked in the terminal, which the app has back as it was', async () => {
  const { dir } = await createAppFolder(machine, ASKS, { name: 'asking', pear })
  await using terminal = await openTerminal(machine, 'alice', ['run', dir])
  await terminal.see('asking asks for files of yours (txt).')
  await terminal.see('It gets a copy, and nothing else.')
  await terminal.see('Its path, or nothing:')
  await terminal.type(user.join('none.txt'))
  await terminal.press('Enter')
  await terminal.see('There is no')
  await terminal.type(user.join('pears.png'))
  await terminal.press('Enter')
  await terminal.see('It asks for txt.')
  await terminal.type(`'${user.join('my pears.txt')}'`)
  await terminal.press('Enter')
  await terminal.see('Another, or nothing:')
  await terminal.press('Enter')
  await terminal.see('got conference')
  // In raw mode again: a key comes without a line, and is not echoed.
  await terminal.type('k')
  await terminal.see('key k')
  await terminal.press('C-c')
  await terminal.see('key')
})

test('Ctrl-C gives nothing and ends an app that does not read it', async () => {
  const { dir } = await createAppFolder(
    machine,
    `import { files } from '@comice/runtime'
     console.log('got', await files.pick()); setInterval(() => {}, 1000)`,
    { pear },
  )
  await using terminal = await openTerminal(machine, 'alice', ['run', dir])
  await terminal.see('Its path, or nothing:')
  await terminal.press('C-c')
  await terminal.see('exit 130')
})

test('an app without a terminal cannot ask', async () => {
  const { dir } = await createAppFolder(machine, `${ASKS}\nprocess.exit()`, { pear })
  const ran = await machine.comice('alice', ['run', dir])
  expect(ran).toMatchObject({ code: 0, stdout: 'ready\ngot UNAVAILABLE\n' })
})
