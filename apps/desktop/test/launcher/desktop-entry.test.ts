import { expect, test } from 'vitest'
import { desktopEntry } from '../../src/launcher/desktop-entry.ts'

test('an entry says how the program is started and which links it opens', () => {
  const entry = desktopEntry({
    command: ['/usr/bin/node', '/opt/comice/bin.js'],
    icon: '/opt/comice/comice.svg',
    schemes: ['comice', 'pear'],
  })
  expect(entry.split('\n')).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Comice',
    'Comment=Rooms and apps with other people, without a server',
    'Exec="/usr/bin/node" "/opt/comice/bin.js" %u',
    'Icon=/opt/comice/comice.svg',
    'Terminal=false',
    'Categories=Network;InstantMessaging;',
    'StartupWMClass=comice',
    'MimeType=x-scheme-handler/comice;x-scheme-handler/pear;',
    '',
  ])
})

test('whatever stands in a path stays a path', () => {
  const entry = desktopEntry({
    command: ['/home/a b/100%/$(id)/`id`/"q"/back\\slash\nExec=evil'],
    icon: '/home/a b/x\nExec=evil',
    schemes: ['comice'],
  })
  expect(entry.match(/^Exec=.*$/gmu)).toEqual([
    'Exec="/home/a b/100%%/\\\\$(id)/\\\\`id\\\\`/\\\\"q\\\\"/back\\\\\\\\slash\\nExec=evil" %u',
  ])
  expect(entry).toContain('Icon=/home/a b/x\\nExec=evil\n')
})
