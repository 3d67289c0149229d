/** Our own icons: 24 × 24, drawn with one stroke. They say nothing by themselves, so they are hidden from readers. */
import type { ReactNode } from 'react'

interface IconProps {
  readonly className?: string
}

function icon(children: ReactNode) {
  return function Icon({ className = 'size-5' }: IconProps) {
    return (
      <svg
        viewBox="0 0 24 24"
        className={`shrink-0 ${className}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    )
  }
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />)
export const JoinIcon = icon(
  <path d="M10 4H6.500A1.500 1.500 0 0 0 5 5.500v13A1.500 1.500 0 0 0 6.500 20H10M20 12H10m0 0 4-4m-4 4 4 4" />,
)
export const InviteIcon = icon(
  <>
    <circle cx="9.500" cy="8" r="3.500" />
    <path d="M3 19.500c.6-3.400 3.200-5.500 6.500-5.500 1.300 0 2.500.3 3.500.9M18 14v6M15 17h6" />
  </>,
)
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8" r="3.500" />
    <path d="M2.500 19.500C3.100 16 5.700 14 9 14s5.900 2 6.500 5.500M15.500 4.800a3.500 3.500 0 0 1 0 6.400M18 14.300c1.900.8 3.200 2.600 3.500 5.200" />
  </>,
)
export const SendIcon = icon(<path d="M12 19V5.500M6 11l6-6 6 6" />)
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />)
export const BackIcon = icon(<path d="M19 12H5.500M11 6l-6 6 6 6" />)
export const DownIcon = icon(<path d="M12 5v13.500M6 13l6 6 6-6" />)
export const CopyIcon = icon(
  <>
    <rect x="8.500" y="8.500" width="11" height="11" rx="2" />
    <path d="M15.500 5.500A1.500 1.500 0 0 0 14 4.500H6A1.500 1.500 0 0 0 4.500 6v8a1.500 1.500 0 0 0 1 1.400" />
  </>,
)
export const CheckIcon = icon(<path d="m5 12.500 4.500 4.500L19 7.500" />)
export const ForwardIcon = icon(
  <path d="M4.500 18c.7-4.600 3.700-7.500 8.500-7.800V6.500l6.500 6-6.500 6v-3.700c-3.700-.1-6.400 1-8.500 3.200Z" />,
)
export const DayIcon = icon(
  <>
    <rect x="4" y="5.500" width="16" height="14" rx="2" />
    <path d="M4 10h16M8.500 3.500v4M15.500 3.500v4" />
  </>,
)
export const PenIcon = icon(
  <path d="m4.500 19.500.8-3.700L16 5.100a1.800 1.800 0 0 1 2.600 0l.3.3a1.800 1.800 0 0 1 0 2.600L8.200 18.700l-3.700.8ZM14 7l3 3" />,
)
export const QrIcon = icon(
  <path d="M4.500 4.500h6v6h-6zM13.500 4.500h6v6h-6zM4.500 13.500h6v6h-6zM13.500 13.500h2.500v2.500M19.500 13.500v3M13.500 19.500h3M19.500 19.500v0" />,
)
export const SearchIcon = icon(
  <>
    <circle cx="10.500" cy="10.500" r="6" />
    <path d="m15 15 5 5" />
  </>,
)
export const HelpIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M9.700 9.500a2.400 2.400 0 1 1 3.500 2.200c-.8.400-1.200.9-1.200 1.800M12 16.600v.1" />
  </>,
)
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.500M12 19.500V21M3 12h1.500M19.500 12H21M5.600 5.600l1.100 1.100M17.300 17.300l1.100 1.100M5.600 18.400l1.100-1.100M17.300 6.700l1.100-1.100" />
  </>,
)
export const MoonIcon = icon(<path d="M19.500 14.200A8 8 0 0 1 9.800 4.500a8 8 0 1 0 9.700 9.700Z" />)
export const SystemIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4v16a8 8 0 0 0 0-16Z" fill="currentColor" />
  </>,
)
export const RetryIcon = icon(<path d="M19 12a7 7 0 1 1-2.200-5.100L19 9M19 4.500V9h-4.500" />)
export const WarnIcon = icon(<path d="M12 4.500 3.500 19h17L12 4.500ZM12 10.500v4M12 16.700v.1" />)

export const RoomsIcon = icon(
  <path d="M5 18.500V7.500A2.500 2.500 0 0 1 7.500 5h9A2.500 2.500 0 0 1 19 7.500v5a2.500 2.500 0 0 1-2.500 2.500H9l-4 3.500Z" />,
)
export const AppsIcon = icon(
  <>
    <rect x="4.500" y="4.500" width="6" height="6" rx="1.500" />
    <rect x="13.500" y="4.500" width="6" height="6" rx="1.500" />
    <rect x="4.500" y="13.500" width="6" height="6" rx="1.500" />
    <circle cx="16.500" cy="16.500" r="3" />
  </>,
)
export const PlayIcon = icon(<path d="M8 5.500v13l10.500-6.500L8 5.500Z" />)
export const BanIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="m6.500 6.500 11 11" />
  </>,
)
export const StopIcon = icon(<rect x="6.500" y="6.500" width="11" height="11" rx="2" />)
export const WindowIcon = icon(
  <>
    <rect x="3.500" y="5" width="17" height="14" rx="2" />
    <path d="M3.500 9h17" />
  </>,
)
export const TerminalIcon = icon(
  <>
    <rect x="3.500" y="5" width="17" height="14" rx="2" />
    <path d="m7 10 2.500 2.200L7 14.500M12 15h4.500" />
  </>,
)
export const ShieldIcon = icon(
  <path d="M12 4 5.500 6.500v5c0 4 2.700 7 6.500 8.500 3.800-1.500 6.500-4.500 6.500-8.500v-5L12 4ZM9 12l2.200 2.200L15.200 10" />,
)
export const TrashIcon = icon(
  <path d="M5 7h14M9.500 7V5.500A1 1 0 0 1 10.500 4.500h3a1 1 0 0 1 1 1V7M7 7l.7 11a1.500 1.500 0 0 0 1.500 1.500h5.600a1.500 1.500 0 0 0 1.500-1.500L17 7M10.500 11v5M13.500 11v5" />,
)

export const DrivesIcon = icon(
  <path d="M4 8.500A2.500 2.500 0 0 1 6.500 6h3l2 2.500h6A2.500 2.500 0 0 1 20 11v5.500a2.500 2.500 0 0 1-2.500 2.500h-11A2.500 2.500 0 0 1 4 16.500v-8Z" />,
)
export const FolderIcon = icon(
  <path
    d="M3.500 8A2.500 2.500 0 0 1 6 5.500h3.200l2 2.500H18a2.500 2.500 0 0 1 2.500 2.500v6A2.500 2.500 0 0 1 18 19H6a2.500 2.500 0 0 1-2.500-2.500V8Z"
    fill="currentColor"
    fillOpacity=".18"
  />,
)
export const FileIcon = icon(
  <path d="M7.500 3.500h6l4.500 4.500v11a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 6 19V5a1.500 1.500 0 0 1 1.500-1.500ZM13.500 3.500V8H18" />,
)
export const TextIcon = icon(
  <path d="M7.500 3.500h6l4.500 4.500v11a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 6 19V5a1.500 1.500 0 0 1 1.500-1.500ZM13.500 3.500V8H18M9 12.500h6M9 16h4" />,
)
export const ImageIcon = icon(
  <>
    <rect x="4" y="5" width="16" height="14" rx="2" />
    <circle cx="9" cy="10" r="1.500" />
    <path d="m5 17 4.500-4 3 2.500 3-3 4 4" />
  </>,
)
export const VideoIcon = icon(
  <>
    <rect x="4" y="5" width="16" height="14" rx="2" />
    <path d="M10.500 9.500v5l4-2.500-4-2.500Z" />
  </>,
)
export const SoundIcon = icon(
  <>
    <circle cx="7.500" cy="17" r="2.500" />
    <circle cx="16.500" cy="15" r="2.500" />
    <path d="M10 17V6.500l9-2V15" />
  </>,
)
export const LinkIcon = icon(
  <path d="M10 14a3.500 3.500 0 0 0 5 0l3-3a3.500 3.500 0 0 0-5-5l-1 1M14 10a3.500 3.500 0 0 0-5 0l-3 3a3.500 3.500 0 0 0 5 5l1-1" />,
)
export const LockIcon = icon(
  <>
    <rect x="5.500" y="10.500" width="13" height="9" rx="2" />
    <path d="M8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500" />
  </>,
)
export const ShareIcon = icon(
  <path d="M12 14.500V4.500M8 8l4-4 4 4M7 11.500H6A1.500 1.500 0 0 0 4.500 13v5A1.500 1.500 0 0 0 6 19.500h12a1.500 1.500 0 0 0 1.500-1.500v-5a1.500 1.500 0 0 0-1.500-1.500h-1" />,
)
export const SaveIcon = icon(
  <path d="M12 4.500v10M8 11l4 4 4-4M4.500 16.500V18A1.500 1.500 0 0 0 6 19.500h12a1.500 1.500 0 0 0 1.500-1.500v-1.500" />,
)
export const HistoryIcon = icon(
  <path d="M4.500 12a7.500 7.500 0 1 0 2.300-5.400L4.500 9M4.500 4.500V9H9M12 8v4.500l3 2" />,
)
export const MoreIcon = icon(<path d="M6 12h.01M12 12h.01M18 12h.01" strokeWidth="3" />)
export const SortIcon = icon(<path d="M7.500 5v14m0 0-3-3m3 3 3-3M13.500 7h7M13.500 12h5M13.500 17h3" />)
export const ReplyIcon = icon(<path d="M9.500 6 4.500 11l5 5M5 11h8.500a6 6 0 0 1 6 6v1.500" />)
export const SmileIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M8.500 14c.8 1.300 2 2 3.500 2s2.700-.7 3.500-2M9 9.700v.1M15 9.700v.1" />
  </>,
)
export const PinIcon = icon(
  <path d="M12 14.500V20M7.500 14.500h9l-1.800-3V6l1.300-1.500h-8L9.300 6v5.500l-1.800 3Z" />,
)
export const LeaveIcon = icon(
  <path d="M14 4h3.500A1.500 1.500 0 0 1 19 5.500v13a1.500 1.500 0 0 1-1.500 1.500H14M4 12h10m0 0-4-4m4 4-4 4" />,
)
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 7.500V12l3 2" />
  </>,
)
export const MachineIcon = icon(
  <>
    <rect x="4" y="4.500" width="16" height="6.500" rx="1.800" />
    <rect x="4" y="13" width="16" height="6.500" rx="1.800" />
    <path d="M7.500 7.800v.1M7.500 16.200v.1M11 7.800h5M11 16.200h5" />
  </>,
)
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.500" r="3.800" />
    <path d="M5 20c.6-3.800 3.400-6 7-6s6.400 2.200 7 6" />
  </>,
)
export const ArchiveIcon = icon(
  <path d="M4.500 5h15v4h-15zM6 9v8.500A1.500 1.500 0 0 0 7.500 19h9a1.500 1.500 0 0 0 1.500-1.500V9M10 12.500h4" />,
)
export const BellIcon = icon(
  <path d="M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500M4.500 16.500h15M10 19.500c.500.700 1.200 1 2 1s1.500-.3 2-1" />,
)
export const MutedIcon = icon(
  <path d="M6.500 16.500V11c0-1 .3-2 .8-2.900M9.500 6.100A5.500 5.500 0 0 1 17.500 11v3M4.500 16.500H15M10 19.500c.500.700 1.200 1 2 1s1.500-.3 2-1M4.500 4l15 16" />,
)
export const NextIcon = icon(<path d="m9.500 6 6 6-6 6" />)
export const PreviousIcon = icon(<path d="m14.500 6-6 6 6 6" />)

/** The mark of the product. */
export function PearMark({ className = 'size-8' }: IconProps) {
  return (
    <svg viewBox="4 2 24 28" className={`shrink-0 ${className}`} aria-hidden="true">
      <path
        fill="#b9c95b"
        d="M16.400 7.400c-3 0-4.300 2.100-4.800 4.600-.5 2.600-4.900 4.300-4.900 9.300 0 4.900 4.100 8 9.300 8s9.300-3.100 9.300-8c0-5-4.300-6.700-4.700-9.300-.4-2.500-1.500-4.600-4.200-4.600z"
      />
      <path
        fill="#d98b57"
        fillOpacity=".55"
        d="M20.900 13c1 2.300 4.400 4 4.400 8.300 0 4.900-4.100 8-9.300 8 4.500-2.300 7-8.300 4.900-16.300z"
      />
      <path
        className="stroke-soft"
        fill="none"
        strokeWidth="2"
        strokeLinecap="round"
        d="M16.300 8c0-2 .4-3.600 1.700-5"
      />
      <path
        className="fill-accent"
        d="M18.200 6.300c1.300-2.600 3.900-3.500 7-2.900-1 2.900-3.700 4.300-7 2.900z"
      />
    </svg>
  )
}
