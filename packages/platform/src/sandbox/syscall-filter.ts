/**
 * A seccomp filter for bubblewrap: a program of the kernel's classic BPF that sees each system call's number and
 * arguments, and answers before the kernel does. It is for native code that got in: Node itself needs none of what is
 * denied. What namespaces do not cover is denied here: a terminal that can be typed into, sockets of kinds that have
 * no namespace (AF_VSOCK reaches the host of a virtual machine), and parts of the kernel that most of its privilege
 * bugs were found in. Numbers are those of the kernel's tables for x86-64 and of its generic table for arm64.
 */

/** By architecture of Node, the architecture's mark in the filter's data and the calls by name. */
interface Architecture {
  /** AUDIT_ARCH_…: a call of another architecture ends the process. */
  readonly audit: number
  readonly ioctl: number
  readonly socket: number
  readonly clone: number
  readonly denied: readonly number[]
}

/** The same numbers on both: io_uring (does what it is told outside of this filter), mounts by descriptor, others' descriptors. */
const DENIED_EVERYWHERE = [428, 429, 430, 431, 432, 433, 438, 442, 443]

const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = {
  x64: {
    audit: 0xc000003e,
    ioctl: 16,
    socket: 41,
    clone: 56,
    denied: [
      ...[101, 103, 135, 154, 155], // ptrace, syslog, personality, modify_ldt, pivot_root
      ...[159, 164, 227, 305], // adjtimex, settimeofday, clock_settime, clock_adjtime
      ...[161, 163, 165, 166, 167, 168, 169], // chroot, acct, mount, umount2, swapon, swapoff, reboot
      ...[170, 171, 172, 173], // sethostname, setdomainname, iopl, ioperm
      ...[175, 176, 313, 246, 320], // init_module, delete_module, finit_module, kexec_load, kexec_file_load
      ...[179, 212, 248, 249, 250], // quotactl, lookup_dcookie, add_key, request_key, keyctl
      ...[272, 308, 278, 279], // unshare, setns, vmsplice, move_pages
      ...[298, 303, 304], // perf_event_open, name_to_handle_at, open_by_handle_at
      ...[310, 311, 312, 321, 323], // process_vm_readv, process_vm_writev, kcmp, bpf, userfaultfd
      ...DENIED_EVERYWHERE,
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    ioctl: 29,
    socket: 198,
    clone: 220,
    denied: [
      ...[117, 116, 92, 41], // ptrace, syslog, personality, pivot_root
      ...[171, 170, 112, 266], // adjtimex, settimeofday, clock_settime, clock_adjtime
      ...[51, 89, 40, 39, 224, 225, 142], // chroot, acct, mount, umount2, swapon, swapoff, reboot
      ...[161, 162], // sethostname, setdomainname
      ...[105, 106, 273, 104, 294], // init_module, delete_module, finit_module, kexec_load, kexec_file_load
      ...[60, 18, 217, 218, 219], // quotactl, lookup_dcookie, add_key, request_key, keyctl
      ...[97, 268, 75, 239], // unshare, setns, vmsplice, move_pages
      ...[241, 264, 265], // perf_event_open, name_to_handle_at, open_by_handle_at
      ...[270, 271, 272, 280, 282], // process_vm_readv, process_vm_writev, kcmp, bpf, userfaultfd
      ...DENIED_EVERYWHERE,
    ],
  },
}

/** clone3 hides its flags from the filter, io_uring its calls; told that there is none, libc and libuv do without. */
const ABSENT = [435, 425, 426, 427]

/** TIOCSTI types into a terminal, TIOCLINUX pastes into a Linux console. */
const TERMINAL_REQUESTS = [0x5412, 0x541c]

/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: the kinds that have a namespace, and that Node uses. */
const SOCKET_FAMILIES = [1, 2, 10, 16]

/** All of CLONE_NEW…: a new namespace of any kind that `clone` can make. */
const NEW_NAMESPACES = 0x7e020000

/** Calls of the x32 form of x86-64 have this bit; nobody uses it. */
const X32 = 0x40000000

const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97

/** The filter for this machine's architecture, as bwrap reads it from a descriptor; null where there is no table. */
export function syscallFilter(arch: NodeJS.Architecture = process.arch): Buffer | null {
  const table = ARCHITECTURES[arch]
  if (table === undefined) return null
  return assemble([
    load(ARCHITECTURE_OFFSET),
    ...unless(JUMP_EQUAL, table.audit, [answer(KILL_PROCESS)]),
    load(NUMBER_OFFSET),
    ...when(JUMP_AT_LEAST, X32, [answer(failWith(EPERM))]),
    ...table.denied.flatMap((number) => when(JUMP_EQUAL, number, [answer(failWith(EPERM))])),
    ...ABSENT.flatMap((number) => when(JUMP_EQUAL, number, [answer(failWith(ENOSYS))])),
    ...when(JUMP_EQUAL, table.ioctl, [
      load(argumentOffset(1)),
      ...TERMINAL_REQUESTS.flatMap((request) => when(JUMP_EQUAL, request, [answer(failWith(EPERM))])),
      answer(ALLOW),
    ]),
    ...when(JUMP_EQUAL, table.socket, [
      load(argumentOffset(0)),
      ...SOCKET_FAMILIES.flatMap((family) => when(JUMP_EQUAL, family, [answer(ALLOW)])),
      answer(failWith(EAFNOSUPPORT)),
    ]),
    ...when(JUMP_EQUAL, table.clone, [
      load(argumentOffset(0)),
      ...when(JUMP_ANY_BIT, NEW_NAMESPACES, [answer(failWith(EPERM))]),
      answer(ALLOW),
    ]),
    answer(ALLOW),
  ])
}

// Instructions: struct sock_filter { u16 code; u8 jumpIfTrue; u8 jumpIfFalse; u32 value }, and what they mean.

interface Instruction {
  readonly code: number
  readonly ifTrue: number
  readonly ifFalse: number
  readonly value: number
}

const LOAD_WORD = 0x20
const JUMP_EQUAL = 0x15
const JUMP_AT_LEAST = 0x35
const JUMP_ANY_BIT = 0x45
const RETURN = 0x06

/** Offsets in struct seccomp_data; of an argument's 64 bits the lower half comes first on both architectures. */
const NUMBER_OFFSET = 0
const ARCHITECTURE_OFFSET = 4
const argumentOffset = (index: number) => 16 + 8 * index

const ALLOW = 0x7fff0000
const KILL_PROCESS = 0x80000000
const failWith = (errno: number) => 0x00050000 | errno

const load = (offset: number): Instruction => ({ code: LOAD_WORD, ifTrue: 0, ifFalse: 0, value: offset })
const answer = (value: number): Instruction => ({ code: RETURN, ifTrue: 0, ifFalse: 0, value })

/** `body` runs when the test holds, and is jumped over otherwise. */
function when(code: number, value: number, body: readonly Instruction[]): Instruction[] {
  return [{ code, value, ifTrue: 0, ifFalse: body.length }, ...body]
}

function unless(code: number, value: number, body: readonly Instruction[]): Instruction[] {
  return [{ code, value, ifTrue: body.length, ifFalse: 0 }, ...body]
}

function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, { code, ifTrue, ifFalse, value }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  }
  return bytes
}
