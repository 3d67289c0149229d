/** The field's own command line for drives, as its users install it. */
import { createRequire } from 'node:module'
import { type SpawnedPeer, spawnPeer, type TestDht } from '@comice/testkit'

const BIN = createRequire(import.meta.url).resolve('drives-cli/bin.js')

export interface DrivesCli {
  /** Runs to the end. @throws Error with its output when it fails */
  run(...args: string[]): Promise<string>
  spawn(...args: string[]): Promise<SpawnedPeer>
}

/** Every command keeps its drives in `storage` and works in `cwd`. */
export function drivesCli({ dht, cwd, storage }: { dht: TestDht; cwd: string; storage: string }): DrivesCli {
  const port = String(dht.bootstrap[0]?.port)
  const spawn = (command: string, ...args: string[]) =>
    spawnPeer({
      name: `drives ${command}`,
      command: process.execPath,
      // Only its mirror can be told of another DHT than the public one.
      args: [
        BIN,
        command,
        ...args,
        '--storage',
        storage,
        ...(command === 'mirror' ? ['--bootstrap', port] : []),
      ],
      cwd,
    })
  return {
    spawn: (command = '', ...args) => spawn(command, ...args),
    async run(command = '', ...args) {
      await using cli = await spawn(command, ...args)
      const lines: string[] = []
      for await (const line of cli.lines()) lines.push(line)
      const { code } = await cli.exited
      if (code !== 0)
        throw new Error(`drives ${command} ended with ${code}:\n${lines.join('\n')}\n${cli.stderr}`)
      return lines.join('\n')
    },
  }
}
