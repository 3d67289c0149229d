/** Holds the database in its first argument, as a leftover process would, without the profile's lock. */
import Corestore from 'corestore'

const store = new Corestore(process.argv[2] ?? '')
await store.ready()
process.stdout.write('open\n')
setInterval(() => undefined, 1_000)
