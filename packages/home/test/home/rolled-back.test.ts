/** One writer's key twice: a profile that was put back to an older state, and a copy that wrote before it met anybody. */
import { cp, rm } from 'node:fs/promises'
import { recordsOf, SETTING_KIND } from '@comice/home'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { HomeWorld, type TestDevice } from '../../src/testing/home-world.ts'

const setting = ({ home }: TestDevice) => recordsOf(home, SETTING_KIND)
const says = (device: TestDevice, text: string) => waitFor(() => setting(device).get('said')?.text === text)

/** Puts the profile of a closed device to what it was when `backup` was made. */
async function putBack(device: TestDevice, backup: string): Promise<void> {
  await rm(device.dir, { recursive: true })
  await cp(backup, device.dir, { recursive: true })
  // Without this file the store cannot tell that it was copied, as after a disk image is put back.
  await rm(`${device.dir}/store/CORESTORE`)
}

test('a device that was put back to an older state stops before it writes, and goes on with what others have of it', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  await waitFor(() => phone.home.state === 'member')
  await setting(phone).put('said', { text: 'before' })
  await says(laptop, 'before')
  await phone.close()
  await using backup = await tempDir('backup')
  await cp(phone.dir, backup.path, { recursive: true })
  const later = await world.reopen(phone)
  await setting(later).put('said', { text: 'after' })
  await says(laptop, 'after')
  await later.close()

  await putBack(phone, backup.path)
  const restored = await world.reopen(phone)
  await waitFor(() => restored.home.state === 'failed')
  expect(restored.home.problem).toMatchObject({ code: 'HOME_ROLLED_BACK' })
  await expect(setting(restored).put('said', { text: 'over it' })).rejects.toMatchObject({
    code: 'HOME_ROLLED_BACK',
  })
  await says(restored, 'after')
  const whole = await world.reopen(restored)
  await setting(whole).put('said', { text: 'again' })
  await says(laptop, 'again')
})

test('a copy that wrote before it met anybody is found out when it does, and the other devices go on', async () => {
  await using world = await HomeWorld.create()
  const laptop = await world.first('laptop')
  const phone = await world.link('phone', laptop)
  await waitFor(() => phone.home.state === 'member')
  await setting(phone).put('said', { text: 'before' })
  await says(laptop, 'before')
  await phone.close()
  await using backup = await tempDir('backup')
  await cp(phone.dir, backup.path, { recursive: true })
  const later = await world.reopen(phone)
  await setting(later).put('said', { text: 'between' })
  await setting(later).put('said', { text: 'after' })
  await says(laptop, 'after')
  await later.close()

  await putBack(phone, backup.path)
  const alone = await world.open('phone', phone.dir, { isOnline: false })
  await setting(alone).put('said', { text: 'another thing' })
  const met = await world.reopen(alone)
  await waitFor(() => met.home.state === 'failed')
  expect(met.home.problem).toMatchObject({ code: 'HOME_ROLLED_BACK' })
  await setting(laptop).put('said', { text: 'still here' })
  const tablet = await world.link('tablet', laptop)
  await says(tablet, 'still here')
  expect([laptop.home.state, tablet.home.state]).toEqual(['member', 'member'])
})
