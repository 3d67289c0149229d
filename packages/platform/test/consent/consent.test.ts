import { openProfile } from '@comice/storage'
import { createClock, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { type Consents, openConsents } from '../../src/consent/consent.ts'
import { NO_PERMISSIONS, parsePermissions } from '../../src/permission/permission.ts'

const key = (byte: number) => Buffer.alloc(32, byte)
const app = key(1)
const author = key(2)
const mallory = key(3)
const a = parsePermissions({ net: ['https://a.example'] })
const b = parsePermissions({ net: ['https://b.example'] })
const ab = parsePermissions({ net: ['https://a.example', 'https://b.example'] })

async function withConsents(use: (consents: Consents, reopen: () => Promise<Consents>) => Promise<void>) {
  await using dir = await tempDir('consents')
  const clock = createClock()
  let profile = await openProfile({ dir: dir.path })
  const open = () => openConsents(profile, () => clock.now())
  const reopen = async () => {
    await profile.close()
    profile = await openProfile({ dir: dir.path })
    return open()
  }
  await use(await open(), reopen)
  await profile.close()
}

test('an app is asked about once, also after a restart', () =>
  withConsents(async (consents, reopen) => {
    expect(await consents.gap({ app, author, permissions: a })).toEqual({ reason: 'app', added: a })
    await consents.grant({ app, author, permissions: a })
    expect(await consents.gap({ app, author, permissions: a })).toBeNull()
    const again = await reopen()
    expect(await again.gap({ app, author, permissions: a })).toBeNull()
    expect(await again.gap({ app, author, permissions: NO_PERMISSIONS })).toBeNull()
  }))

test('an update that asks for more is asked about, and says what is new', () =>
  withConsents(async (consents) => {
    await consents.grant({ app, author, permissions: a })
    expect(await consents.gap({ app, author, permissions: ab })).toEqual({ reason: 'permissions', added: b })
    await consents.grant({ app, author, permissions: b })
    expect(await consents.gap({ app, author, permissions: ab })).toBeNull()
  }))

test('another author of the same app, and the same author of another app, are asked about', () =>
  withConsents(async (consents) => {
    await consents.grant({ app, author, permissions: a })
    expect(await consents.gap({ app, author: mallory, permissions: NO_PERMISSIONS })).toEqual({
      reason: 'author',
      added: NO_PERMISSIONS,
    })
    expect(await consents.gap({ app: key(9), author, permissions: a })).toMatchObject({ reason: 'app' })
  }))

test('running without a sandbox is a question of its own', () =>
  withConsents(async (consents) => {
    await consents.grant({ app, author, permissions: a })
    const question = { app, author, permissions: a, unconfined: true }
    expect(await consents.gap(question)).toEqual({ reason: 'unconfined', added: NO_PERMISSIONS })
    await consents.grant(question)
    expect(await consents.gap(question)).toBeNull()
    await consents.grant({ app, author, permissions: b })
    expect(await consents.gap(question)).toBeNull()
  }))

test('what is revoked is asked about again', () =>
  withConsents(async (consents) => {
    await consents.grant({ app, author, permissions: a })
    await consents.grant({ app, author: mallory, permissions: b })
    await consents.grant({ app: key(9), author, permissions: b })
    expect(await consents.list(app)).toHaveLength(2)
    expect(await consents.list()).toHaveLength(3)
    expect(await consents.revoke(app, mallory)).toBe(1)
    expect(await consents.revoke(app)).toBe(1)
    expect(await consents.revoke(app)).toBe(0)
    expect(await consents.gap({ app, author, permissions: a })).toMatchObject({ reason: 'app' })
    expect(await consents.list()).toHaveLength(1)
  }))
