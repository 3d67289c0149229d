/** Windows of apps whose backends run here, over real channels, and can be restarted. */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createChannelPair, type PageApi, type PageChannel, servePage } from '@comice/runtime/page'
import { keyPairOf, type TempDir } from '@comice/testkit'
import { type AppWindow, startAppWindow } from '../../src/window/app-window.ts'

export const EXAMPLE = fileURLToPath(new URL('../window/app', import.meta.url))

export interface TestApp {
  /** Its key is made of this. */
  readonly name: string
  /** Files by path, or the folder of an example. */
  readonly files: Readonly<Record<string, string | Uint8Array>> | string
  readonly api?: object
  readonly net?: readonly string[]
}

export interface TestWindow extends AsyncDisposable {
  readonly window: AppWindow
  /** Folder of its checkout. */
  readonly files: string
  /** Ends the backend as an update would. It is back when `start` is called. */
  stop(): void
  start(api?: object): void
}

export async function openTestApp(dir: TempDir, app: TestApp): Promise<TestWindow> {
  const files = dir.join(`${app.name}-files`)
  if (typeof app.files === 'string') await cp(app.files, files, { recursive: true })
  else await writeFiles(files, app.files)

  let backend = Promise.withResolvers<object>()
  const open = new Set<PageChannel>()
  const stop = () => {
    backend = Promise.withResolvers()
    for (const channel of open) channel.close()
    open.clear()
  }
  const start = (api = app.api ?? {}) => backend.resolve(api)
  start()
  const window = await startAppWindow({
    checkout: { dir: files, version: '0.1' },
    app: { key: keyPairOf(app.name).publicKey, name: app.name },
    permissions: { net: app.net ?? [] },
    bridge: {
      open: async (signal) => {
        const aborted = new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        )
        const api = await Promise.race([backend.promise, aborted])
        const [nodeEnd, backendEnd] = createChannelPair()
        open.add(nodeEnd)
        void servePage(api as PageApi, backendEnd)
        return nodeEnd
      },
    },
    dir: dir.join(`${app.name}-window`),
  })
  return {
    window,
    files,
    stop,
    start,
    [Symbol.asyncDispose]: async () => {
      stop()
      await window[Symbol.asyncDispose]()
    },
  }
}

async function writeFiles(dir: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
