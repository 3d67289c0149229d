import { createPeer } from '@comice/core'
import { openProfile } from '@comice/storage'
import { createTestDht, tempDir } from '@comice/testkit'
import { expect, test } from 'vitest'
import { removeTree } from '../../src/checkout/remove-tree.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { createAuthor } from '../install/authors.ts'

test('what is on the disk is prepared without its author, what is not is left to be fetched', async () => {
  await using dht = await createTestDht()
  await using author = await createAuthor(dht)
  await author.publish('one', '1.0.0')
  await using dir = await tempDir('user')
  await using stack = new AsyncDisposableStack()
  stack.defer(async () => void (await removeTree(dir.join('apps'))))
  const profile = stack.use(await openProfile({ dir: dir.path }))
  const peer = stack.use(await createPeer({ profile, network: { bootstrap: [...dht.bootstrap] } }))
  const { runs } = stack.use(await createPlatform(peer))

  expect(await runs.prepareAtHand({ target: author.link })).toBeNull()
  const asked = await runs.prepare({ target: author.link })
  if (asked.kind !== 'question') throw new Error(`nobody is asked: ${asked.kind}`)
  await author.close()

  const again = await runs.prepareAtHand({ target: author.link })
  expect(again).toMatchObject({ kind: 'question', question: { app: { link: author.link } } })
  await runs.allow(asked.questionId, asked.question.typed ?? '')
  const ready = await runs.prepareAtHand({ target: author.link })
  expect(ready).toMatchObject({ kind: 'ready', run: { app: { version: '1.0.0', channel: 'stable' } } })

  const folder = { target: dir.join('own'), folder: true }
  await expect(runs.prepareAtHand(folder)).rejects.toMatchObject({ code: 'PROJECT_INVALID' })
})
