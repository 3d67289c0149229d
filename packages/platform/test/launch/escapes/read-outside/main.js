// Opens what is not its own, by every kind of path, and enumerates.
import fs from 'node:fs'
import { attempt, failure, target } from './attempt.js'

await attempt('a file of the system', () => fs.readFileSync('/etc/passwd', 'utf8'))
await attempt('a secret of the profile', () => fs.promises.readFile(target.profileSecret, 'utf8'))
await attempt('another app’s files', () => fs.readFileSync(target.otherAppFile, 'utf8'))
await attempt('a path as bytes', () => fs.readFileSync(Buffer.from(target.profileSecret), 'utf8'))
await attempt('a path that climbs', () =>
  fs.readFileSync(`${process.cwd()}/../../../../../../../..${target.profileSecret}`, 'utf8'),
)
await attempt('a folder that begins with the name of its own', () =>
  fs.readFileSync(`${target.sibling}/secret`, 'utf8'),
)
await attempt(
  'a stream',
  () =>
    new Promise((resolve, reject) =>
      fs.createReadStream(target.profileSecret).on('data', resolve).on('error', reject),
    ),
)
await attempt('a blob', async () => (await fs.openAsBlob(target.profileSecret)).text())
await attempt('a copy', () => fs.copyFileSync(target.profileSecret, 'copy'))
await attempt('a hard link', () => fs.linkSync(target.profileSecret, 'hard'))
await attempt('a move', () => fs.renameSync(target.profileSecret, 'moved'))
await attempt('the profile’s folder', () => {
  const names = fs.readdirSync(target.profile)
  // Inside bubblewrap there is a folder of this name, because its own files are somewhere below.
  if (!names.includes('secret')) throw failure('NOTHING_IN_IT')
  return names
})
await attempt('a watch', () => fs.watch(target.profileSecret).close())
