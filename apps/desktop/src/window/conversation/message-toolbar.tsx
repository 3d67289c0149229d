/** What can be done with a message: beside it while one points at it or is in it. */
import { type MenuChoice, Menu } from '../ui/menu.tsx'
import {
  CopyIcon,
  ForwardIcon,
  PenIcon,
  PinIcon,
  ReplyIcon,
  RoomsIcon,
  TrashIcon,
  WarnIcon,
} from '../ui/icons.tsx'
import { IconButton } from '../ui/button.tsx'
import { EmojiPicker } from './emoji-picker.tsx'
import { type MessageRights, rightsOf } from './message-rights.ts'
import { type OpenRoom, useOpenRoomContext } from './room-context.ts'
import type { Message } from './timeline.ts'

interface MessageToolbarProps {
  readonly message: Message
  /** Whether something of it is open, so that it has to stay. */
  readonly onOpenChange: (isOpen: boolean) => void
  readonly onReport: () => void
}

export function MessageToolbar({ message, onOpenChange, onReport }: MessageToolbarProps) {
  const room = useOpenRoomContext()
  const rights = rightsOf(message, room)
  const choices = choicesOf(message, rights, { ...room, report: onReport })
  if (choices.length === 0 && !rights.canReact && !rights.canReply) return null
  return (
    <div
      role="toolbar"
      aria-label="Message"
      className={`absolute -top-8.5 z-10 flex rounded-xl border border-line bg-card p-0.5 shadow-card max-wide:-top-11 ${message.mine ? 'right-1' : 'left-1'}`}
    >
      {rights.canReact && (
        <EmojiPicker onOpenChange={onOpenChange} onChoose={(emoji) => room.react(message, emoji)} />
      )}
      {rights.canReply && (
        <IconButton label="Reply" className="[&]:min-h-8" onPress={() => room.reply(message)}>
          <ReplyIcon className="size-4.5" />
        </IconButton>
      )}
      {choices.length > 0 && (
        <Menu
          label="More for this message"
          className="[&]:min-h-8"
          choices={choices}
          placement={message.mine ? 'bottom end' : 'bottom start'}
          onOpenChange={onOpenChange}
        />
      )}
    </div>
  )
}

function choicesOf(
  message: Message,
  rights: MessageRights,
  room: OpenRoom & { readonly report: () => void },
): MenuChoice[] {
  const { isPinned } = message
  const all: (MenuChoice & { readonly isThere: boolean; readonly Icon: typeof PenIcon })[] = [
    {
      ...{ id: 'edit', text: 'Edit', Icon: PenIcon, isThere: rights.canEdit },
      onAction: () => room.edit(message),
      label: null,
    },
    {
      ...{ id: 'pin', text: isPinned ? 'Unpin' : 'Pin', Icon: PinIcon, isThere: rights.canPin },
      onAction: () => room.pin(message, !isPinned),
      label: null,
    },
    {
      ...{ id: 'thread', text: 'Show the thread', Icon: RoomsIcon, isThere: rights.canCopy },
      onAction: () => room.showThread(message),
      label: null,
    },
    {
      ...{ id: 'forward', text: 'Forward…', Icon: ForwardIcon, isThere: rights.canForward },
      onAction: () => room.forward(message),
      label: null,
    },
    {
      ...{ id: 'copy', text: 'Copy text', Icon: CopyIcon, isThere: rights.canCopy },
      onAction: () => void navigator.clipboard.writeText(message.text),
      label: null,
    },
    {
      ...{ id: 'report', text: 'Report…', Icon: WarnIcon, isThere: rights.canReport },
      onAction: () => room.report(),
      label: null,
    },
    {
      ...{ id: 'delete', text: 'Delete for everybody', Icon: TrashIcon, isThere: rights.canDelete },
      onAction: () => room.remove(message),
      isDangerous: true,
      label: null,
    },
  ]
  return all
    .filter(({ isThere }) => isThere)
    .map(({ isThere: _, Icon, ...choice }) => ({
      ...choice,
      label: (
        <>
          <Icon className="size-4.5" />
          {choice.text}
        </>
      ),
    }))
}
