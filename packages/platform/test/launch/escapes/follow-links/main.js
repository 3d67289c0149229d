// Makes a symbolic link out of its folder, and follows one that appears while it runs.
import fs from 'node:fs'
import { attempt, target } from './attempt.js'

await attempt('a link of its own', () => {
  fs.symlinkSync(target.profileSecret, 'link')
  return fs.readFileSync('link', 'utf8')
})
await attempt('a link that others made meanwhile', () => fs.readFileSync(target.lateLink, 'utf8'))
await attempt('a link to a module', () => import(target.lateLink + '.js'))
