/** Opens the profile in its first argument, says how that went, and stays. */
import { openProfile } from '@comice/storage'

try {
  await openProfile({ dir: process.argv[2], waitMs: 0 })
  process.stdout.write('open\n')
} catch (error) {
  process.stdout.write(`refused ${(error as { code?: string }).code}\n`)
}
setInterval(() => undefined, 1_000)
