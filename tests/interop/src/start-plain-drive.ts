/** {@link file://./plain-drive.ts} as a process. */
import { fileURLToPath } from 'node:url'
import { spawnPeer, type TestDht } from '@comice/testkit'

export const PLAIN_DRIVE = fileURLToPath(new URL('plain-drive.ts', import.meta.url))

/** What a program reads that knows Pear's layout. */
export interface Read {
  readonly release: number
  readonly length: number
  readonly manifest: unknown
  readonly files: Readonly<Record<string, string>>
}

export interface PlainDrive extends AsyncDisposable {
  readonly link: string
  write(files: Readonly<Record<string, string>>): Promise<{ length: number }>
  release(length?: number): Promise<{ length: number }>
  read(): Promise<Read>
  keep(): Promise<{ lengths: readonly number[] }>
  cut(): Promise<{ length: number }>
}

/** Of its own, or the one that a link names. */
export async function startPlainDrive(
  folder: string,
  { dht, link }: { dht: TestDht; link?: string },
): Promise<PlainDrive> {
  const peer = await spawnPeer({
    name: 'plain',
    script: PLAIN_DRIVE,
    args: [folder, dht.address, ...(link === undefined ? [] : [link])],
  })
  const opened = await peer.waitForJson<{ link: string }>((line) => 'link' in line)
  const does = async <T extends object>(name: string, argument = ''): Promise<T> => {
    peer.send(`${name} ${argument}`.trim())
    return peer.waitForJson<T & { did: string }>(({ did }) => did === name)
  }
  return {
    link: opened.link,
    write: (files) => does('write', JSON.stringify(files)),
    release: (length) => does('release', length === undefined ? '' : String(length)),
    read: () => does('read'),
    keep: () => does('keep'),
    cut: () => does('cut'),
    [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
  }
}
