/** An app as its author makes it public: staged, released, and given to whoever asks. */
import { type Person, succeed } from './person.ts'

export interface PublishedApp extends AsyncDisposable {
  readonly link: string
}

/** Disposing ends the giving. */
export async function publishApp(author: Person, dir: string): Promise<PublishedApp> {
  const touched = await succeed(author, ['app', 'touch', '--json'])
  const link = String(touched.json[0]?.['link'])
  await succeed(author, ['app', 'stage', dir, '--link', link])
  await succeed(author, ['app', 'release', link])
  const seeding = await author.start(['app', 'seed', link, '--json'])
  await seeding.waitForJson(({ link: given }) => given === link)
  return { link, [Symbol.asyncDispose]: () => seeding[Symbol.asyncDispose]() }
}
