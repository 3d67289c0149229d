import { expect, test } from 'vitest'
import { defaultBrowser, findBrowser, hasDisplay } from '../../src/browser/browsers.ts'

function machine(platform: NodeJS.Platform, env: Record<string, string>, files: readonly string[]) {
  return { platform, env, isExecutable: (file: string) => files.includes(file) }
}

test('Linux: the first browser on the path, Chromium before Chrome', () => {
  const env = { PATH: '/usr/local/bin:/usr/bin' }
  expect(findBrowser(machine('linux', env, ['/usr/bin/google-chrome', '/usr/bin/chromium']))).toBe(
    '/usr/bin/chromium',
  )
  expect(findBrowser(machine('linux', env, ['/usr/local/bin/microsoft-edge']))).toBe(
    '/usr/local/bin/microsoft-edge',
  )
  expect(findBrowser(machine('linux', env, []))).toBe(null)
})

test('macOS and Windows: where their installers put them', () => {
  const brave = '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser'
  expect(findBrowser(machine('darwin', { HOME: '/Users/alice' }, [brave]))).toBe(brave)
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
  expect(findBrowser(machine('win32', { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }, [edge]))).toBe(edge)
})

test('COMICE_BROWSER wins, as a command or a path', () => {
  const env = { PATH: '/usr/bin', COMICE_BROWSER: 'vivaldi' }
  expect(findBrowser(machine('linux', env, ['/usr/bin/chromium', '/usr/bin/vivaldi']))).toBe(
    '/usr/bin/vivaldi',
  )
  expect(findBrowser(machine('linux', { ...env, COMICE_BROWSER: '/opt/b' }, []))).toBe('/opt/b')
})

test('a display is needed on Linux only', () => {
  expect(hasDisplay(machine('linux', {}, []))).toBe(false)
  expect(hasDisplay(machine('linux', { WAYLAND_DISPLAY: 'wayland-0' }, []))).toBe(true)
  expect(hasDisplay(machine('darwin', {}, []))).toBe(true)
})

test('each system has its way to open a file in the browser that the person prefers', () => {
  expect(defaultBrowser('/a.html', 'linux')).toEqual(['xdg-open', '/a.html'])
  expect(defaultBrowser('/a.html', 'darwin')).toEqual(['open', '/a.html'])
  expect(defaultBrowser('a.html', 'win32')).toEqual(['cmd', '/c', 'start', '""', 'a.html'])
})
