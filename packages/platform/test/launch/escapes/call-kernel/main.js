// Native code that calls the kernel itself. It stands for any addon or bug: where `node:ffi` is, so are they.
import { attempt, failure } from './attempt.js'

const ERRNO = { 1: 'EPERM', 9: 'EBADF', 38: 'ENOSYS', 97: 'EAFNOSUPPORT' }
const CALLS = {
  x64: {
    ioctl: 16,
    socket: 41,
    clone: 56,
    ptrace: 101,
    mount: 165,
    keyctl: 250,
    unshare: 272,
    bpf: 321,
    clone3: 435,
  },
  arm64: {
    ioctl: 29,
    socket: 198,
    clone: 220,
    ptrace: 117,
    mount: 40,
    keyctl: 219,
    unshare: 97,
    bpf: 280,
    clone3: 435,
  },
}[process.arch]

const libc = open()

function open() {
  const ffi = process.getBuiltinModule('node:ffi')
  if (ffi === undefined) return null
  const words = ['i64', 'i64', 'i64', 'i64', 'i64', 'i64']
  const { syscall, __errno_location: errno } = ffi.dlopen('libc.so.6', {
    syscall: { arguments: words, return: 'i64' },
    __errno_location: { arguments: [], return: 'pointer' },
  }).functions
  const place = errno()
  return (name, ...args) => {
    const result = syscall(...[CALLS[name], ...args, 0, 0, 0, 0, 0].slice(0, 6).map(BigInt))
    if (result >= 0n) return result
    const number = ffi.getInt32(place, 0)
    throw failure(ERRNO[number] ?? `ERRNO_${number}`)
  }
}

function call(...words) {
  if (libc === null) throw failure('ERR_UNKNOWN_BUILTIN_MODULE')
  return libc(...words)
}

await attempt('typing into its terminal', () => call('ioctl', 0, 0x5412, 0))
await attempt('pasting into the console', () => call('ioctl', 0, 0x541c, 0))
await attempt('another question to its terminal', () => call('ioctl', -1, 0x5413, 0))
await attempt('a socket to the host of a virtual machine', () => call('socket', 40, 1, 0))
await attempt('a socket into the kernel’s cryptography', () => call('socket', 38, 5, 0))
await attempt('a raw packet', () => call('socket', 17, 3, 0))
await attempt('a namespace of its own', () => call('unshare', 0x10000000))
await attempt('a process in a namespace of its own', () => call('clone', 0x10000000 | 17))
await attempt('a process by flags that nobody sees', () => call('clone3', 0, 0))
await attempt('a mount', () => call('mount', 0, 0, 0, 0, 0))
await attempt('being traced', () => call('ptrace', 0))
await attempt('the keys of its user', () => call('keyctl', 0, -3, 0))
await attempt('a program in the kernel', () => call('bpf', 0, 0, 0))
