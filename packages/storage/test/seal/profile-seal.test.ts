import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { changeSeal, openProfile, type Profile, readSecrets } from '@comice/storage'
import { tempDir, type TempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { lockValue } from '../../src/seal/locked-values.ts'

const PASSPHRASE = 'pears in the éther'
const SECRET = Buffer.from('this is what nobody may read')

async function makeProfile(dir: TempDir): Promise<void> {
  await using profile = await openProfile({ dir: dir.path })
  await profile.secrets.set('seed', SECRET)
}

/** All that stands in the profile's files outside the database. */
async function rawFiles({ path }: TempDir): Promise<string> {
  const names = await readdir(`${path}/secrets`)
  const files = await Promise.all(names.map((name) => readFile(`${path}/secrets/${name}`)))
  return Buffer.concat([...files, await readFile(`${path}/SEAL`)]).toString('latin1')
}

const codeOf = (opening: Promise<Profile>) =>
  opening.then(
    () => 'opened',
    (error: unknown) => (error as { code: string }).code,
  )

test('a locked profile opens with its passphrase alone, and its files show no secret', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  expect(await rawFiles(dir)).not.toContain(SECRET.toString())
  expect(await codeOf(openProfile({ dir: dir.path }))).toBe('PASSPHRASE_NEEDED')
  expect(await codeOf(openProfile({ dir: dir.path, passphrase: 'pears in the ether' }))).toBe(
    'PASSPHRASE_WRONG',
  )
  await using profile = await openProfile({ dir: dir.path, passphrase: PASSPHRASE.normalize('NFD') })
  expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
  await profile.secrets.set('later', SECRET)
  expect(await rawFiles(dir)).not.toContain(SECRET.toString())
  // Whoever has the passphrase can read them beside the one who has it open.
  const reader = await readSecrets(dir.path, PASSPHRASE)
  expect(await reader.get('later')).toEqual(new Uint8Array(SECRET))
}, 60_000)

test('a passphrase is changed and taken away by whoever knows it, while nobody has the profile open', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  await expect(changeSeal(dir.path, { next: { passphrase: 'another one' } })).rejects.toMatchObject({
    code: 'PASSPHRASE_NEEDED',
  })
  await changeSeal(dir.path, { passphrase: PASSPHRASE, next: { passphrase: 'another one' } })
  {
    await using profile = await openProfile({ dir: dir.path, passphrase: 'another one' })
    expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
    const change = changeSeal(dir.path, { passphrase: 'another one', next: 'nothing' })
    await expect(change).rejects.toMatchObject({ code: 'PROFILE_LOCKED' })
  }
  await changeSeal(dir.path, { passphrase: 'another one', next: 'nothing' })
  await using profile = await openProfile({ dir: dir.path })
  expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
  expect(await readFile(`${dir.path}/secrets/seed`)).toEqual(SECRET)
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 1\n')
}, 60_000)

test('a lock that was cut short is finished by the next opening', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  // As a crash leaves it between the file SEAL and the secrets.
  await writeFile(`${dir.path}/secrets/seed`, SECRET)
  await using profile = await openProfile({ dir: dir.path, passphrase: PASSPHRASE })
  expect(await rawFiles(dir)).not.toContain(SECRET.toString())
  expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
}, 60_000)

test('an earlier version does not open a locked profile, and a lock that is gone is noticed', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  // The first versions refuse every number above 1, and change nothing.
  expect(await readFile(`${dir.path}/FORMAT`, 'utf8')).toBe('comice-profile 2\n')
  await rm(`${dir.path}/SEAL`)
  await using profile = await openProfile({ dir: dir.path })
  await expect(profile.secrets.get('seed')).rejects.toMatchObject({ code: 'SECRET_INVALID' })
}, 60_000)

test('one secret is not taken for another, and none of another profile for one of this', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await changeSeal(dir.path, { next: { passphrase: PASSPHRASE } })
  await writeFile(`${dir.path}/secrets/other`, await readFile(`${dir.path}/secrets/seed`))
  await writeFile(`${dir.path}/secrets/foreign`, lockValue('foreign', SECRET, Buffer.alloc(32, 1)))
  const secrets = await readSecrets(dir.path, PASSPHRASE)
  for (const name of ['other', 'foreign'])
    await expect(secrets.get(name)).rejects.toMatchObject({ code: 'SECRET_INVALID' })
}, 60_000)

test('a passphrase of seven characters is refused before anything is changed', async () => {
  await using dir = await tempDir()
  await makeProfile(dir)
  await expect(changeSeal(dir.path, { next: { passphrase: 'seven 7' } })).rejects.toMatchObject({
    code: 'PASSPHRASE_WEAK',
  })
  await using profile = await openProfile({ dir: dir.path })
  expect(await profile.secrets.get('seed')).toEqual(new Uint8Array(SECRET))
})
