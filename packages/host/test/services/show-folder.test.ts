import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tempDir, waitFor } from '@comice/testkit'
import { expect, test } from 'vitest'
import { showFolder } from '../../src/services/show-folder.ts'

test('a folder is given to the file manager, nothing else is, and what that says is told', async () => {
  await using dir = await tempDir()
  const shown = dir.join('shown')
  const manager = (code: number) =>
    writeFile(dir.join('bin/xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${shown}'\nexit ${code}\n`, {
      mode: 0o755,
    })
  for (const name of ['bin', '--help', 'pears']) await mkdir(dir.join(name))
  const around = { platform: 'linux', env: { PATH: `${dir.join('bin')}:/usr/bin:/bin` } } as const
  await manager(0)
  await showFolder(dir.join('pears'), around)
  expect(await waitFor(() => readFile(shown, 'utf8'))).toBe(dir.join('pears'))
  await manager(3)
  await expect(showFolder(dir.join('pears'), around)).rejects.toMatchObject({ code: 'FOLDER_NOT_SHOWN' })
  for (const what of [dir.join('bin/xdg-open'), dir.join('nothing'), '--help'])
    await expect(showFolder(what, around)).rejects.toThrow('it is not there')
  const nowhere = { platform: 'linux', env: { PATH: dir.join('empty') } } as const
  await expect(showFolder(dir.join('pears'), nowhere)).rejects.toThrow('there is no xdg-open')
})
