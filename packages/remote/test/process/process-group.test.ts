import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { expect, test, vi } from 'vitest'
import { ProcessGroup } from '../../src/process/process-group.ts'

test('a group that is gone is never signalled again: its number may be another’s by then', async () => {
  const child = spawn('true', { detached: true, stdio: 'ignore' })
  await once(child, 'exit')
  const group = new ProcessGroup(child.pid ?? 0)
  const kill = vi.spyOn(process, 'kill')
  await group.end()
  const asked = kill.mock.calls.length
  group.signal('SIGKILL')
  await group.end()
  expect(asked).toBe(1)
  expect(kill).toHaveBeenCalledTimes(1)
  kill.mockRestore()
})
