/** Apps on a machine without bubblewrap: said, and run by those who type the app's name. */
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createAppFolder, publish, succeed } from '../app-folder.ts'
import { createMachine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

const wait = { timeoutMs: 60_000 }

/** Nothing is on the path, so bubblewrap is not. */
async function createBareMachine() {
  await using opening = new AsyncDisposableStack()
  const path = opening.use(await tempDir('path'))
  const machine = opening.use(await createMachine({ PATH: path.path }))
  const folder = await createAppFolder(
    machine,
    `import { app } from '@comice/runtime'; console.log('held by', app.layers.join(' '))`,
    { name: 'orchard' },
  )
  const link = await publish(machine, 'alice', folder)
  const seed = opening.use(await machine.start('alice', ['app', 'seed', folder.dir]))
  await seed.waitForLine(/blocks are here/, wait)
  const open = opening.move()
  return { machine, folder, link, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

test('an app of somebody else runs only for who types its name, and keeps the other layers', async () => {
  await using bare = await createBareMachine()
  const { machine, link } = bare
  for (const options of [[], ['--yes'], ['--no-ask']]) {
    const refused = await machine.comice('bob', ['run', link, ...options])
    expect(refused.code, refused.stdout).toBe(4)
    expect(refused.stderr).toContain('--trust "orchard"')
  }
  const wrong = await machine.comice('bob', ['run', link, '--trust', 'garden'])
  expect(wrong.stderr).toContain('(CONSENT_NOT_TYPED)')

  {
    await using terminal = await openTerminal(machine, 'bob', ['run', link])
    const shown = await terminal.see('type its name:')
    expect(shown.replaceAll(/\s+/gu, ' ')).toContain('It is not confined against hostile code')
    expect(shown).not.toContain('It is confined')
    await terminal.press('Enter')
    await terminal.see('CONSENT_REFUSED')
  }
  await using terminal = await openTerminal(machine, 'bob', ['run', link])
  await terminal.see('type its name:')
  await terminal.type('orchard')
  await terminal.press('Enter')
  await terminal.see('held by process permission memory disk')
  await terminal.see('exit 0')

  const again = await machine.comice('bob', ['run', link])
  expect(again).toMatchObject({ code: 0, stdout: 'held by process permission memory disk\n' })
})

test('a folder of one’s own runs without a question, and doctor says what is missing', async () => {
  await using bare = await createBareMachine()
  const { machine, folder } = bare
  const ran = await machine.comice('alice', ['run', folder.dir])
  expect(ran).toMatchObject({ code: 0, stdout: 'held by process permission memory disk\n' })
  const findings = await succeed(machine, 'alice', ['doctor', '--json'])
  expect(findings).toContainEqual(
    expect.objectContaining({
      name: 'sandbox',
      ok: false,
      found: expect.stringContaining('apps are not confined against hostile code: '),
      advice: expect.any(String),
    }),
  )
})
