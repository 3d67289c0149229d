import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'
import type { Tarball } from './tarballs.ts'

export interface Registry extends AsyncDisposable {
  url: string
}

/**
 * Serves packed packages on loopback the way npm's registry does, so that installing them is what a stranger will do:
 * by name, with dependencies of dependencies found by npm and none of this workspace's overrides.
 */
export async function serveRegistry(tarballs: readonly Tarball[]): Promise<Registry> {
  const byName = new Map(tarballs.map((tarball) => [tarball.manifest.name, tarball]))
  const byFile = new Map(tarballs.map((tarball) => [basename(tarball.path), tarball]))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1)
    const file = byFile.get(path)
    const described = byName.get(path)
    if (file !== undefined) response.end(readFileSync(file.path))
    else if (described !== undefined)
      response.end(JSON.stringify(describe(described, `http://${request.headers.host ?? ''}`)))
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
