import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { EXIT, SetupFailure } from './failure.mjs'
import { mustRun } from './run-step.mjs'

const APT_DEADLINE_MS = 600_000
const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
]
const MAC_BROWSERS = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
const WINDOWS_BROWSERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
  .flatMap((name) => process.env[name] ?? [])
  .flatMap((folder) => [
    join(folder, 'Google/Chrome/Application/chrome.exe'),
    join(folder, 'Microsoft/Edge/Application/msedge.exe'),
  ])

/** @typedef {{ what: string, isThere: () => boolean, debian: string, brew: string }} SystemProgram */

/** @type {SystemProgram} */
const BROWSER = {
  what: 'a Chromium-family browser',
  isThere: hasBrowser,
  debian: 'chromium',
  brew: '--cask chromium',
}
/** @type {SystemProgram} */
const TMUX = { what: 'tmux', isThere: () => onPath('tmux'), debian: 'tmux', brew: 'tmux' }
/** @type {SystemProgram} */
const IP = { what: 'ip (iproute2)', isThere: () => onPath('ip'), debian: 'iproute2', brew: '' }
/** Makes the routers of tests. @type {SystemProgram} */
const NFT = {
  what: 'nft (nftables)',
  isThere: () => onPath('nft'),
  debian: 'nftables',
  brew: '',
}
/** @type {SystemProgram} */
const BUBBLEWRAP = {
  what: 'bwrap (bubblewrap)',
  isThere: () => onPath('bwrap'),
  debian: 'bubblewrap',
  brew: '',
}

/** Its client comes with it. @type {SystemProgram} */
const SSHD = {
  what: 'sshd (openssh-server)',
  isThere: () => onPath('sshd'),
  debian: 'openssh-server',
  brew: '',
}
/** @type {SystemProgram} */
const RSYNC = { what: 'rsync', isThere: () => onPath('rsync'), debian: 'rsync', brew: 'rsync' }
/** Shows a screen, as `top` does. @type {SystemProgram} */
const VIM = { what: 'vim', isThere: () => onPath('vim'), debian: 'vim', brew: 'vim' }
/** @type {SystemProgram} */
const TOP = { what: 'top (procps)', isThere: () => onPath('top'), debian: 'procps', brew: '' }
/** @type {SystemProgram} */
const GIT = { what: 'git', isThere: () => onPath('git'), debian: 'git', brew: 'git' }
/** A session bus of a test's own. @type {SystemProgram} */
const DBUS = {
  what: 'dbus-daemon and dbus-send (dbus)',
  isThere: () => onPath('dbus-daemon') && onPath('dbus-send'),
  debian: 'dbus',
  brew: '',
}
/** A desktop's keychain on it. @type {SystemProgram} */
const KEYRING = {
  what: 'gnome-keyring-daemon (gnome-keyring)',
  isThere: () => onPath('gnome-keyring-daemon'),
  debian: 'gnome-keyring',
  brew: '',
}

/**
 * What the tests use of the system, by platform: the window, a real terminal, and on Linux networks, walls, a keychain, and
 * what goes through a connection to another machine.
 */
const NEEDED = {
  linux: [BROWSER, TMUX, IP, NFT, BUBBLEWRAP, SSHD, RSYNC, GIT, VIM, TOP, DBUS, KEYRING],
  darwin: [BROWSER, TMUX],
  win32: [BROWSER],
}

/**
 * Makes sure that the programs which tests need are there. A person's system is never changed: only root on a machine
 * that says `CI=1` (or `true`) gets what is missing installed from Debian's packages.
 * @throws {SetupFailure} exit code 2, with the command to run
 */
export async function requireSystemPrograms() {
  const needed = NEEDED[/** @type {keyof typeof NEEDED} */ (process.platform)] ?? [BROWSER]
  const missing = needed.filter((program) => !program.isThere())
  if (missing.length === 0) return
  if (mayInstall()) await install(missing)
  const still = missing.filter((program) => !program.isThere())
  if (still.length === 0) return
  throw new SetupFailure(`The tests need ${still.map(({ what }) => what).join(' and ')}.`, {
    exitCode: EXIT.USAGE,
    hint: installCommand(still),
  })
}

/** @param {SystemProgram[]} missing */
function installCommand(missing) {
  const names = (/** @type {'debian' | 'brew'} */ kind) => missing.map((program) => program[kind]).join(' ')
  if (process.platform === 'darwin') return `Run: brew install ${names('brew')}`
  if (process.platform === 'win32') return 'Run: winget install Google.Chrome'
  return `Run: sudo apt-get install -y ${names('debian')}`
}

function mayInstall() {
  const isCi = process.env['CI'] === '1' || process.env['CI'] === 'true'
  return process.platform === 'linux' && process.getuid?.() === 0 && isCi && onPath('apt-get')
}

/** @param {SystemProgram[]} missing */
async function install(missing) {
  const packages = missing.map(({ debian }) => debian)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = { command: 'apt-get', env, deadlineMs: APT_DEADLINE_MS }
  await mustRun({
    ...apt,
    title: 'Updating the list of Debian packages',
    name: 'apt-update',
    args: ['update'],
  })
  await mustRun({
    ...apt,
    title: `Installing ${packages.join(', ')}`,
    name: 'apt-install',
    args: ['install', '-y', '--no-install-recommends', ...packages],
  })
}

function hasBrowser() {
  const chosen = process.env['COMICE_BROWSER']
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) || onPath(chosen)
  if (process.platform === 'darwin') return MAC_BROWSERS.some((path) => existsSync(path))
  if (process.platform === 'win32') return WINDOWS_BROWSERS.some((path) => existsSync(path))
  return BROWSERS.some(onPath)
}

/** @param {string} program */
function onPath(program) {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...(process.platform === 'win32' ? [] : ['/usr/sbin', '/sbin']),
  ]
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)))
}
