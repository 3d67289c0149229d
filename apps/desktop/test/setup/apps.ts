/** Apps that a person stages, releases and gives to others. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import { subscribe } from '@comice/client'
import { encode } from 'uqr'
import type { NodeProcess } from './node-process.ts'

/** A window app with a backend. */
export const LIST_APP = fileURLToPath(new URL('../apps/list', import.meta.url))

export interface ReleasedApp extends Disposable {
  /** Where it may be changed. */
  readonly dir: string
  readonly id: string
  readonly link: string
  /** Changes the package.json, stages and releases. */
  release(json: Readonly<Record<string, unknown>>): Promise<void>
  rollback(): Promise<void>
}

export interface AppFiles {
  /** Folder that it is copied from. */
  readonly from?: string
  readonly json?: Readonly<Record<string, unknown>>
  readonly icon?: Buffer
}

/** Copies an app to `dir`, releases it and gives it to whoever asks, until it is disposed. */
export async function releaseApp(author: NodeProcess, dir: string, app: AppFiles = {}): Promise<ReleasedApp> {
  const { from = LIST_APP, json = {}, icon } = app
  await cp(from, dir, { recursive: true })
  if (icon !== undefined) await writeFile(path.join(dir, 'icon.png'), icon)
  const { author: api } = author.api.apps
  const { id, link } = await api.touch.mutate({})
  const release = async (changed: Readonly<Record<string, unknown>>) => {
    const file = path.join(dir, 'package.json')
    const before = JSON.parse(await readFile(file, 'utf8')) as object
    await writeFile(file, JSON.stringify({ ...before, ...changed }))
    for await (const _ of subscribe(api.stage, { link, dir })) continue
    await api.release.mutate({ link })
  }
  await release(json)
  const ending = new AbortController()
  const seeding = (async () => {
    for await (const _ of subscribe(api.seed, { link }, { signal: ending.signal })) continue
  })()
  seeding.catch(() => undefined)
  return {
    ...{ dir, id, link, release },
    rollback: async () => void (await api.rollback.mutate({ link })),
    [Symbol.dispose]: () => ending.abort(),
  }
}

/** A square PNG of one colour with a round middle of another. */
export function drawIcon([ground, middle]: readonly [number[], number[]], size = 128): Buffer {
  return drawPng(size, (x, y) => (isInside(x, y, size) ? middle : ground))
}

/** A PNG of a QR code, `scale` px for each of its modules. */
export function drawQr(text: string, scale = 4): Buffer {
  const { data, size } = encode(text, { border: 4 })
  const [dark, light] = [
    [0, 0, 0],
    [255, 255, 255],
  ]
  return drawPng(size * scale, (x, y) =>
    data[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true ? dark : light,
  )
}

/** A square PNG, see https://www.w3.org/TR/png-3/; `colour` gives red, green and blue of a pixel. */
function drawPng(size: number, colour: (x: number, y: number) => readonly number[]): Buffer {
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: size }, (_, x) => colour(x, y)).flat()]),
  )
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([signature, ...parts])
}

function isInside(x: number, y: number, size: number): boolean {
  const [dx, dy] = [(x + 0.5) / size - 0.5, (y + 0.5) / size - 0.55]
  return dx * dx * (dy < 0 ? 1 / (1 + dy) ** 3 : 1) + dy * dy < 0.08
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
