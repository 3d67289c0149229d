import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { changeSeal, openProfile, readSecrets } from '@comice/storage'
import { createKeychain, tempDir, type TempDir, type TestKeychain } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropFromKeychain, keepInKeychain, readFromKeychain } from '../../src/seal/keychain.ts'
import { readKeychainNote } from '../../src/seal/keychain-seal.ts'

const PASSPHRASE = 'pears in the éther'
const SECRET = Buffer.from('this is what nobody may read')

/** Of this process, which has one connection to it. */
let keychain: TestKeychain
beforeAll(async () => {
  keychain = await createKeychain()
  Object.assign(process.env, keychain.env)
})
afterAll(() => keychain[Symbol.asyncDispose]())

async function makeProfile(dir: TempDir): Promise<void> {
  await using profile = await openProfile({ dir: dir.path })
  await profile.secrets.set('seed', SECRET)
}

/** A profile that the keychain opens. */
async function lockedProfile(): Promise<TempDir> {
  const dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: 'keychain' })
  return dir
}

async function readSeed(dir: string, passphrase?: string): Promise<string> {
  return Buffer.from((await (await readSecrets(dir, passphrase)).get('seed')) ?? []).toString()
}

async function rawFiles(dir: string): Promise<string> {
  const places = ['', 'secrets/'].map(async (folder) => {
    const names = (await readdir(`${dir}/${folder}`, { withFileTypes: true })).filter((one) => one.isFile())
    return Promise.all(names.map(({ name }) => readFile(`${dir}/${folder}${name}`)))
  })
  return Buffer.concat((await Promise.all(places)).flat()).toString('latin1')
}

test('the keychain opens a profile, nobody is asked, and no file has a secret or the key', async () => {
  await using dir = await lockedProfile()
  expect(await rawFiles(dir.path)).not.toContain(SECRET.toString())
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 3\n')
  expect((await readdir(dir.path)).toSorted()).not.toContain('SEAL')
  {
    await using profile = await openProfile({ dir: dir.path })
    expect(profile).toMatchObject({
      isLocked: true,
      unlocking: { by: 'keychain', hasKeychain: true, hasPassphrase: false },
    })
    expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
    await profile.secrets.set('later', SECRET)
    expect(await rawFiles(dir.path)).not.toContain(SECRET.toString())
  }
  const { name = '' } = (await readKeychainNote(dir.path)) ?? {}
  expect(await changeSeal(dir.path, { next: 'nothing' })).toEqual({ entryLeft: null })
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 1\n')
  expect(await readFile(`${dir.path}/secrets/seed`)).toEqual(SECRET)
  expect(await readdir(dir.path)).not.toContain('KEYCHAIN')
  // Nothing of it stays in the keychain either.
  await writeFile(`${dir.path}/KEYCHAIN`, `comice keychain 1\n${name}\n${name}\n`)
  await expect(readSeed(dir.path)).rejects.toMatchObject({ code: 'KEYCHAIN_ENTRY_MISSING' })
})

test('what is wrong with the keychain is said, changes nothing, and passes', async () => {
  await using dir = await lockedProfile()
  const note = await readFile(`${dir.path}/KEYCHAIN`)
  await keychain.stop()
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' })
  await expect(changeSeal(dir.path, { next: 'nothing' })).rejects.toMatchObject({
    code: 'KEYCHAIN_UNAVAILABLE',
  })
  await keychain.start({ isLocked: true })
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' })
  await keychain.start()
  const { name = '' } = (await readKeychainNote(dir.path)) ?? {}
  const key = await readFromKeychain(name)
  await keepInKeychain(name, Buffer.alloc(32, 1))
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'KEYCHAIN_ENTRY_WRONG' })
  await dropFromKeychain(name)
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'KEYCHAIN_ENTRY_MISSING' })
  await writeFile(`${dir.path}/KEYCHAIN`, 'comice keychain 2\nof a later version\n')
  await expect(openProfile({ dir: dir.path })).rejects.toMatchObject({ code: 'LOCK_DAMAGED' })
  await writeFile(`${dir.path}/KEYCHAIN`, note)
  await keepInKeychain(name, key ?? Buffer.alloc(0))
  expect(await readSeed(dir.path)).toBe(SECRET.toString())
})

test('a keychain that is not there leaves a profile as it was, when it is to lock it', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await keychain.stop()
  await expect(changeSeal(dir.path, { next: 'keychain' })).rejects.toMatchObject({
    code: 'KEYCHAIN_UNAVAILABLE',
  })
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 1\n')
  expect(await readFile(`${dir.path}/secrets/seed`)).toEqual(SECRET)
  expect(await readSeed(dir.path)).toBe(SECRET.toString())
  await keychain.start()
})

test('with a passphrase besides, the profile opens where the keychain does not, and comes back into one', async () => {
  await using dir = await lockedProfile()
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 3\n')
  expect(await readSeed(dir.path)).toBe(SECRET.toString())

  // On another machine, with a keychain of its own that is empty.
  await keychain.start({ owner: 'bob' })
  await using copies = await tempDir()
  const copy = `${copies.path}/copy`
  await cp(dir.path, copy, { recursive: true })
  const asked = readSeed(copy)
  await expect(asked).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
  await expect(asked).rejects.toThrow('the keychain has no key')
  expect(await readSeed(copy, PASSPHRASE)).toBe(SECRET.toString())
  await changeSeal(copy, { passphrase: PASSPHRASE, next: 'keychain' })
  expect(await readSeed(copy)).toBe(SECRET.toString())
  await keychain.start()
  expect(await readSeed(dir.path)).toBe(SECRET.toString())
})

test('the keychain is taken away by whoever knows the passphrase, and never as the last lock', async () => {
  await using dir = await lockedProfile()
  await expect(changeSeal(dir.path, { next: 'passphrase-alone' })).rejects.toMatchObject({
    code: 'KEYCHAIN_ALONE',
  })
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  await expect(changeSeal(dir.path, { next: 'passphrase-alone' })).rejects.toMatchObject({
    code: 'PASSPHRASE_NEEDED',
  })
  const { name } = (await readKeychainNote(dir.path)) ?? {}
  await keychain.stop()
  const change = { passphrase: PASSPHRASE, next: 'passphrase-alone' } as const
  expect(await changeSeal(dir.path, change)).toEqual({ entryLeft: name })
  await keychain.start()
  await expect(readSeed(dir.path)).rejects.toMatchObject({ code: 'PASSPHRASE_NEEDED' })
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 2\n')
  expect(await readSeed(dir.path, PASSPHRASE)).toBe(SECRET.toString())
})

test('what a crash has left plain is encrypted by the next opening', async () => {
  await using dir = await lockedProfile()
  await writeFile(`${dir.path}/secrets/seed`, SECRET)
  await using profile = await openProfile({ dir: dir.path })
  expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
  expect(await rawFiles(dir.path)).not.toContain(SECRET.toString())
})
