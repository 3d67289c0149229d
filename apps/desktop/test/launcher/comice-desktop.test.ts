/** The launcher as people run it: built, as a process, with a real browser. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createTestDht, spawnPeer, tempDir, type TempDir, waitFor } from '@comice/testkit'
import { createLocalClient } from '@comice/client/node'
import { findNode } from '@comice/host/launch'
import { expect, test } from 'vitest'
import { launchBrowser } from '../setup/browser.ts'

const BIN = fileURLToPath(new URL('../../dist/launcher/comice-desktop.js', import.meta.url))

interface Launch {
  readonly home: TempDir
  readonly bootstrap: string
  readonly args?: readonly string[]
  readonly env?: Record<string, string | undefined>
}

function launch({ home, bootstrap, args = [], env = {} }: Launch) {
  return spawnPeer({
    name: 'comice-desktop',
    script: BIN,
    args: ['--profile', 'alice', '--bootstrap', bootstrap, ...args],
    env: { COMICE_HOME: home.path, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...env },
  })
}

/** The launcher starts the node, which outlives it: the test ends it. */
async function attachTo(home: TempDir) {
  const address = await waitFor(() => findNode(home.join('alice')), { timeoutMs: 40_000 })
  const client = createLocalClient(address)
  return {
    api: client.api,
    [Symbol.asyncDispose]: async () => {
      await client.api.node.stop.mutate()
      await client.close()
      await waitFor(async () => (await findNode(home.join('alice'))) === null)
    },
  }
}

test('--print gives an address that opens the window, and SIGTERM ends it', async () => {
  await using home = await tempDir('launcher')
  await using dht = await createTestDht()
  await using launcher = await launch({ home, bootstrap: dht.address, args: ['--print'] })
  const url = await launcher.waitForLine(/^http:\/\/127\.0\.0\.1:\d+\/#code=/, { timeoutMs: 40_000 })
  await using node = await attachTo(home)
  await waitFor(async () => (await node.api.status.get.query()).clients >= 2)

  const browser = await launchBrowser()
  await using _ = { [Symbol.asyncDispose]: () => browser.close() }
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('heading', { name: 'A room of your own' }).waitFor()
  expect(await launcher.stop()).toMatchObject({ code: 0 })
})

test('without a display the address is printed', async () => {
  await using home = await tempDir('launcher')
  await using dht = await createTestDht()
  await using launcher = await launch({ home, bootstrap: dht.address })
  await launcher.waitForLine(/^http:\/\/127\.0\.0\.1:\d+\/#code=/, { timeoutMs: 40_000 })
  await using _ = await attachTo(home)
})

test('a window of its own is opened without the code in its arguments, and its end is the launcher’s', async () => {
  await using home = await tempDir('launcher')
  await using dht = await createTestDht()
  // Chromium itself, told not to look for the display that this machine may not have.
  const browser = home.join('headless-chromium')
  const real = process.env['COMICE_BROWSER'] ?? '/usr/bin/chromium'
  await writeFile(browser, `#!/bin/sh\nexec ${real} --headless=new --disable-gpu --disable-quic "$@"\n`)
  await chmod(browser, 0o755)
  await using launcher = await launch({
    home,
    bootstrap: dht.address,
    env: { DISPLAY: ':none', COMICE_BROWSER: browser },
  })
  await using node = await attachTo(home)
  const windowDir = home.join('alice', 'window')
  await waitFor(async () => (await browserProcesses(windowDir)).length > 0, { timeoutMs: 40_000 })
  // This test's call, the launcher's subscription, and the window. The launcher also calls now and then, for a few
  // milliseconds, so only several looks in a row mean the window.
  let looks = 0
  const isConnected = async () => {
    const { clients } = await node.api.status.get.query()
    looks = clients >= 3 ? looks + 1 : 0
    return looks >= 5
  }
  await waitFor(isConnected, { timeoutMs: 40_000 })

  const processes = await browserProcesses(windowDir)
  for (const { command } of processes) expect(command).not.toMatch(/code=/)
  const [first] = processes.filter(({ command }) => !command.includes('--type='))
  process.kill(first!.pid, 'SIGTERM')
  expect(await launcher.exited).toMatchObject({ code: 0 })
})

test('links of other programs are registered when the user says so, and no longer when he says that', async () => {
  await using home = await tempDir('launcher')
  const file = home.join('applications', 'comice-desktop.desktop')
  // No program of the desktop is asked: it would write into the home of whoever runs this.
  const env = { XDG_DATA_HOME: home.path, PATH: '/nowhere' }
  const run = async (option: string) => {
    await using launcher = await spawnPeer({ script: BIN, args: [option], env })
    expect(await launcher.exited).toMatchObject({ code: 0 })
    return launcher.stderr
  }
  expect(await run('--register')).toContain('comice:// links are opened with this program')
  const entry = await readFile(file, 'utf8')
  expect(entry).toContain(`Exec="${process.execPath}" "${BIN}" %u\n`)
  expect(entry).toContain('MimeType=x-scheme-handler/comice;\n')
  expect(await run('--register-pear')).toContain('comice:// and pear:// links')
  expect(await readFile(file, 'utf8')).toContain('MimeType=x-scheme-handler/comice;x-scheme-handler/pear;\n')
  await run('--unregister')
  expect(await readdir(home.join('applications'))).toEqual([])
})

test('a mistake in the options is named, with the code for it', async () => {
  await using launcher = await spawnPeer({ script: BIN, args: ['--nonsense'] })
  expect(await launcher.exited).toMatchObject({ code: 2 })
  expect(launcher.stderr).toContain('--nonsense')
})

async function browserProcesses(dataDir: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
    })),
  )
  return all.filter(({ command }) => command.includes(dataDir) && command.includes('chromium'))
}
