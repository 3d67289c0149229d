// Names itself in control sequences; they are nobody's title and nobody's log line.
import { attempt } from './attempt.js'

await attempt('a title', () => (process.title = '\u001b]0;owned\u0007\u001b[2J'))
