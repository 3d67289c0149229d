/** Transfers that were not over when the profile ran last. */
import { bytesBefore } from './send-list.ts'
import { ListSource } from './list-source.ts'
import { SEND_AWAY_MS } from '../constants.ts'
import { listTransferFolders, readTransfer, removeTransfer, type TransferFolder } from './transfer-folder.ts'
import {
  type ReceiveRecord,
  receiveRecordCodec,
  type SendRecord,
  sendRecordCodec,
} from './transfer-records.ts'

export interface PausedTransfers {
  readonly sends: readonly { record: SendRecord; source: ListSource; folder: TransferFolder }[]
  readonly receives: readonly { record: ReceiveRecord; folder: TransferFolder }[]
}

/** What cannot go on is removed. */
export async function openPausedTransfers(profileDir: string): Promise<PausedTransfers> {
  const sends: PausedTransfers['sends'][number][] = []
  for (const folder of await listTransferFolders(profileDir, 'send')) {
    const record = await readTransfer(folder, sendRecordCodec)
    if (record === null || isOver(record) || !(await hasList(folder))) await removeTransfer(folder)
    else {
      const { offer, names } = record
      sends.push({ record, folder, source: new ListSource({ offer, names, refused: [] }, folder.listFile) })
    }
  }
  const receives: PausedTransfers['receives'][number][] = []
  for (const folder of await listTransferFolders(profileDir, 'receive')) {
    const record = await readTransfer(folder, receiveRecordCodec)
    if (record === null) await removeTransfer(folder)
    else receives.push({ record, folder })
  }
  return { sends, receives }
}

/** All have it, or nobody new is let in and nobody who was can still be waited for. */
function isOver({ expiresAt, known, receivers }: SendRecord): boolean {
  if (known.filter(({ receipt }) => receipt !== null).length >= receivers) return true
  const isAwaited = known.some(({ receipt }) => receipt === null)
  return Date.now() >= (isAwaited ? expiresAt + SEND_AWAY_MS : expiresAt)
}

async function hasList({ listFile }: TransferFolder): Promise<boolean> {
  return bytesBefore(listFile, 1).then(
    () => true,
    () => false,
  )
}
