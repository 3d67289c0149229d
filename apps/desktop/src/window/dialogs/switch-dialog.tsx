/** Goes to another room by typing a part of its name. */
import type { RoomView } from '@comice/host'
import { RoomPicker } from '../rooms/room-picker.tsx'
import { Sheet } from '../ui/sheet.tsx'

interface SwitchDialogProps {
  readonly rooms: readonly RoomView[]
  readonly onClose: () => void
  readonly onOpen: (room: string) => void
}

export function SwitchDialog({ rooms, onClose, onOpen }: SwitchDialogProps) {
  return (
    <Sheet title="Go to a room" onClose={onClose}>
      <RoomPicker rooms={rooms} none="There are no rooms yet." onChoose={onOpen} />
    </Sheet>
  )
}
