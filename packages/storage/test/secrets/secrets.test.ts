import { chmod, readdir, stat, writeFile } from 'node:fs/promises'
import { openProfile, storageErrors } from '@comice/storage'
import { tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { openSecrets } from '../../src/secrets/secrets.ts'

/** Windows keeps no modes: there, who may read is what the folder of the user says. */
const MODE_BITS = process.platform === 'win32' ? 0 : 0o777

async function expectMode(path: string, mode: number): Promise<void> {
  expect((await stat(path)).mode & MODE_BITS).toBe(mode & MODE_BITS)
}

test('a secret comes back as it was set, after reopening too', async () => {
  await using dir = await tempDir()
  const secret = Buffer.from('0001fe00ff', 'hex')
  {
    await using profile = await openProfile({ dir: dir.path })
    expect(await profile.secrets.get('identity')).toBeNull()
    await profile.secrets.set('identity', secret)
    await profile.secrets.set('other', Buffer.from('x'))
    expect(await profile.secrets.list()).toEqual(['identity', 'other'])
    expect(await profile.secrets.delete('other')).toBe(true)
    expect(await profile.secrets.delete('other')).toBe(false)
  }
  await using profile = await openProfile({ dir: dir.path })
  expect(await profile.secrets.get('identity')).toEqual(new Uint8Array(secret))
  expect(await profile.secrets.list()).toEqual(['identity'])
})

test('secrets are readable by their owner alone, whatever the umask', async () => {
  await using dir = await tempDir()
  const umask = process.umask(0)
  try {
    await using profile = await openProfile({ dir: dir.join('new', 'profile') })
    await profile.secrets.set('identity', Buffer.from('x'))
    await expectMode(profile.dir, 0o700)
    await expectMode(profile.paths.secrets, 0o700)
    await expectMode(`${profile.paths.secrets}/identity`, 0o600)
    await expectMode(profile.paths.run, 0o700)
  } finally {
    process.umask(umask)
  }
})

test('a profile directory that was opened to others is closed to them again', async () => {
  await using dir = await tempDir()
  await (await openProfile({ dir: dir.path })).close()
  await chmod(dir.path, 0o755)
  await using profile = await openProfile({ dir: dir.path })
  await profile.secrets.set('identity', Buffer.from('x'))
  await chmod(`${profile.paths.secrets}/identity`, 0o644)
  await profile.secrets.get('identity')
  await expectMode(dir.path, 0o700)
  await expectMode(`${profile.paths.secrets}/identity`, 0o600)
})

test('what a crash left unfinished is removed and never listed', async () => {
  await using dir = await tempDir()
  await writeFile(dir.join('.identity.0123456789ab.unfinished'), 'half')
  const secrets = await openSecrets(dir.path)
  expect(await secrets.list()).toEqual([])
  expect(await readdir(dir.path)).toEqual([])
})

test('many callers who create a secret at once get the same one', async () => {
  await using dir = await tempDir()
  const secrets = await openSecrets(dir.path)
  let made = 0
  const values = await Promise.all(
    Array.from({ length: 20 }, () => secrets.getOrCreate('identity', () => Buffer.from(`secret ${made++}`))),
  )
  expect(made).toBe(1)
  expect(new Set(values.map((value) => Buffer.from(value).toString()))).toEqual(new Set(['secret 0']))
})

test('a failed call does not stop the next one', async () => {
  await using dir = await tempDir()
  const secrets = await openSecrets(dir.path)
  const failed = secrets.getOrCreate('a', () => {
    throw new Error('no randomness')
  })
  const next = secrets.getOrCreate('a', Buffer.from('x'))
  await expect(failed).rejects.toThrow('no randomness')
  expect(Buffer.from(await next).toString()).toBe('x')
})

test.for(['', '.', '..', '../x', 'a/b', 'a\\b', 'A', 'a b', '-a', 'a\0', 'a\n', 'ä', 'x'.repeat(65)])(
  'the name %j is refused',
  async (name) => {
    await using dir = await tempDir()
    const secrets = await openSecrets(dir.path)
    const code = storageErrors.SECRET_INVALID({ what: '' }).code
    await expect(secrets.get(name)).rejects.toMatchObject({ code })
    await expect(secrets.set(name, Buffer.from('x'))).rejects.toMatchObject({ code })
    await expect(secrets.getOrCreate(name, Buffer.from('x'))).rejects.toMatchObject({ code })
    await expect(secrets.delete(name)).rejects.toMatchObject({ code })
    expect(await readdir(dir.path)).toEqual([])
  },
)

test('a secret has 1 to 65,536 bytes', async () => {
  await using dir = await tempDir()
  const secrets = await openSecrets(dir.path)
  await expect(secrets.set('a', Buffer.alloc(0))).rejects.toMatchObject({ code: 'SECRET_INVALID' })
  await expect(secrets.set('a', Buffer.alloc(65_537))).rejects.toMatchObject({ code: 'SECRET_INVALID' })
  await secrets.set('a', Buffer.alloc(65_536, 1))
  expect((await secrets.get('a'))?.byteLength).toBe(65_536)
  await writeFile(dir.join('a'), Buffer.alloc(65_537))
  await expect(secrets.get('a')).rejects.toMatchObject({ code: 'SECRET_INVALID' })
})
