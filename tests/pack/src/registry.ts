import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'
import { type Installed, installedByName, packInstalled } from './installed.ts'
import type { Tarball } from './tarballs.ts'

export interface Registry extends AsyncDisposable {
  url: string
}

/**
 * Serves packed packages on loopback the way npm's registry does, so that installing them is what a stranger will do:
 * by name, with dependencies of dependencies found by npm and none of this workspace's overrides.
 */
export async function serveRegistry(tarballs: readonly Tarball[]): Promise<Registry> {
  return serve(tarballs, new Map())
}

/** The same, and besides all that this workspace has installed itself: what needs no more is installed offline. */
export async function serveOfflineRegistry(tarballs: readonly Tarball[]): Promise<Registry> {
  return serve(tarballs, installedByName())
}

async function serve(
  tarballs: readonly Tarball[],
  installed: ReadonlyMap<string, readonly Installed[]>,
): Promise<Registry> {
  const byName = new Map(tarballs.map((tarball) => [tarball.manifest.name, tarball]))
  const byFile = new Map(tarballs.map((tarball) => [basename(tarball.path), tarball]))
  const byTarball = new Map([...installed.values()].flat().map((each) => [tarballOf(each.manifest), each]))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const url = `http://${request.headers.host ?? ''}`
    const file = byFile.get(path)
    const described = byName.get(path)
    const packed = byTarball.get(path)
    const versions = installed.get(path)
    if (packed !== undefined)
      void packInstalled(packed).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(500).end(),
      )
    else if (file !== undefined) response.end(readFileSync(file.path))
    else if (described !== undefined) response.end(JSON.stringify(describe(described, url)))
    else if (versions !== undefined) response.end(JSON.stringify(describeInstalled(versions, url)))
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the registry has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function describe({ manifest, path, integrity }: Tarball, url: string): object {
  const dist = { tarball: `${url}/${basename(path)}`, integrity }
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
  }
}

function tarballOf({ name, version }: { name: string; version: string }): string {
  return `-/${name.replace('/', '+')}-${version}.tgz`
}

function describeInstalled(versions: readonly Installed[], url: string): object {
  const described = versions.map(({ manifest }) => {
    const dist = { tarball: `${url}/${encodeURIComponent(tarballOf(manifest))}` }
    return [manifest.version, { ...manifest, dist }]
  })
  const newest = [...versions].sort((a, b) => compareVersions(a.manifest.version, b.manifest.version)).at(-1)
  return {
    name: newest?.manifest.name,
    'dist-tags': { latest: newest?.manifest.version },
    versions: Object.fromEntries(described) as object,
  }
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
