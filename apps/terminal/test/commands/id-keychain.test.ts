import { createKeychain } from '@comice/testkit'
import { expect, test } from 'vitest'
import { createMachine } from '../machine.ts'

const PASSPHRASE = 'pears and apples'

test('the keychain opens a profile for every command, and where it does not, the command says why', async () => {
  await using keychain = await createKeychain()
  await using machine = await createMachine(keychain.env)
  const shown = (await machine.comice('alice', ['id', 'show', '--json'])).json[0]
  const phrase = ['id', 'phrase', '--yes-show', '--json']
  const words = (await machine.comice('alice', phrase)).json[0]?.['phrase']
  const locked = await machine.comice('alice', ['id', 'lock', '--keychain', '--json'])
  expect(locked).toMatchObject({ code: 0, json: [{ type: 'locked', by: 'keychain' }] })

  // No node runs, and nobody can be asked.
  const doctor = await machine.comice('alice', ['doctor', '--json'])
  const row = doctor.json.find(({ name }) => name === 'secrets')
  expect(row).toMatchObject({ ok: true, found: expect.stringContaining('the keychain opened them') })
  expect((await machine.comice('alice', phrase)).json[0]?.['phrase']).toBe(words)
  await machine.comice('alice', ['stop'])

  await keychain.start({ isLocked: true })
  const refused = await machine.comice('alice', ['id', 'show'])
  expect(refused).toMatchObject({ code: 4, stdout: '' })
  expect(refused.stderr).toContain('KEYCHAIN_LOCKED')
  // What somebody has who has lost it: the words.
  const again = await machine.comice('anew', ['id', 'recover', '--json'], { input: `${String(words)}\n` })
  expect(again.json[0]).toMatchObject({ identity: shown?.['identity'] })

  await keychain.start()
  const both = await machine.comice('alice', ['id', 'lock', '--json'], { input: `${PASSPHRASE}\n` })
  expect(both.json).toMatchObject([{ by: 'keychain-or-passphrase' }])
  await keychain.start({ owner: 'bob' })
  const needed = await machine.comice('alice', ['id', 'show'])
  expect(needed.stderr).toContain('PASSPHRASE_NEEDED')
  expect(needed.stderr).toContain('the keychain has no key')

  await keychain.start()
  const unlocked = await machine.comice('alice', ['id', 'unlock', '--json'])
  expect(unlocked).toMatchObject({ code: 0, json: [{ type: 'unlocked' }] })
  await keychain.stop()
  expect((await machine.comice('alice', ['id', 'show', '--json'])).json[0]).toMatchObject({
    device: shown?.['device'],
  })
}, 180_000)
