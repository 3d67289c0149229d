import { LIMITS } from '@comice/protocol'
import { waitFor } from '@comice/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMachine, type Machine } from '../machine.ts'
import { openTerminal } from '../terminal.ts'

let machine: Machine
beforeAll(async () => {
  machine = await createMachine()
})
afterAll(() => machine[Symbol.asyncDispose]())

/** Alice and bob in a room of their own, bob before a terminal. */
async function bobOpens(name: string) {
  const room = await machine.createRoom(name, ['alice', 'bob'])
  const terminal = await openTerminal(machine, 'bob', ['room', 'open', room])
  await terminal.see('bob>')
  const aliceSays = async (text: string) => {
    await machine.comice('alice', ['room', 'say', room, '--', text])
  }
  return { room, terminal, aliceSays, [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose]() }
}

test('a message comes in above a line that is being typed, which wraps, and nothing is torn', async () => {
  await using chat = await bobOpens('Torn')
  const { terminal } = chat
  const typed = 'a line of words that is longer than the sixty columns which it has'
  await terminal.type(typed)
  await terminal.see(/it has$/u)
  await chat.aliceSays('first')
  await terminal.see(/alice {2}first/u)
  await chat.aliceSays('second')
  const screen = await terminal.see(/alice {2}second/u)

  const whole = `bob> ${typed}`
  const rows = screen.split('\n')
  expect(rows[0]).toBe('Torn · 2 members · /help')
  expect(rows[1]).toMatch(/^\d\d:\d\d alice {2}first$/u)
  expect(rows[2]).toMatch(/^\d\d:\d\d alice {2}second$/u)
  expect(rows.slice(3)).toEqual([whole.slice(0, 60).trimEnd(), whole.slice(60).trimEnd()])
})

test('what one says stands there once, as a message', async () => {
  await using chat = await bobOpens('Once')
  await chat.terminal.type('hello alice, this too is longer than the sixty columns of here')
  await chat.terminal.press('Enter')
  await chat.terminal.see(/bob {2}hello alice/u)
  await chat.aliceSays('seen')
  const screen = await chat.terminal.see(/alice {2}seen/u)
  expect(screen.match(/hello alice/gu)).toHaveLength(1)
  expect(screen).toMatch(/\nbob>$/u)
})

test('pasted lines are one message, sent with Enter', async () => {
  await using chat = await bobOpens('Paste')
  await chat.terminal.paste('one\ntwo\nthree')
  await chat.terminal.see('bob (+2 lines)> three')
  await chat.terminal.press('Enter')
  await chat.terminal.see(/bob {2}one\n {11}two\n {11}three/u)
  // Bob's terminal shows it before alice has it.
  const history = () => machine.comice('alice', ['room', 'history', chat.room, '--json'])
  const { json } = await waitFor(async () => {
    const ran = await history()
    return ran.json.length > 0 ? ran : null
  })
  expect(json.map(({ text }) => text)).toEqual(['one\ntwo\nthree'])
})

test('commands rename, list, invite, explain and quit', async () => {
  await using chat = await bobOpens('Slash')
  const enter = async (line: string) => {
    await chat.terminal.type(line)
    await chat.terminal.press('Enter')
  }
  await enter('/name Bobby')
  await chat.terminal.see(/you are Bobby now\nBobby>/u)
  await enter('/members')
  await chat.terminal.see(/Bobby {2}member {2}\w{8} {2}\(you\)/u)
  await enter('/nonsense')
  await chat.terminal.see('there is no /nonsense here (UNKNOWN_CHAT_COMMAND)')
  await enter('//slash')
  await chat.terminal.see(/Bobby {2}\/slash/u)
  await enter('/help')
  await chat.terminal.see('/invite           make an invite')
  await enter('/quit')
  await chat.terminal.see('exit 0')
})

test('a member who comes and one who takes another name are told', async () => {
  await using chat = await bobOpens('News')
  await machine.comice('alice', ['room', 'rename', chat.room, 'Alicia'])
  await chat.terminal.see('· alice is Alicia now')
})

test('what could not be said is given back', async () => {
  await using chat = await bobOpens('Back')
  const line = `${'x'.repeat(LIMITS.MAX_MESSAGE_BYTES / 4)}\n`
  for (let lines = 0; lines < 4; lines++) await chat.terminal.paste(line)
  await chat.terminal.type('this is the end')
  await chat.terminal.press('Enter')
  await chat.terminal.see(/TEXT_TOO_LONG[^]*bob \(\+4 lines\)> this is the end$/u)
})

test('Ctrl-C takes back what is typed, and ends the chat when nothing is', async () => {
  await using chat = await bobOpens('End')
  await chat.terminal.type('never mind')
  await chat.terminal.see('never mind')
  await chat.terminal.press('C-c')
  await chat.terminal.see(/\nbob>$/u)
  await chat.terminal.press('C-c')
  await chat.terminal.see('exit 0')
})

test('a chat ends with a reason when its node is gone', async () => {
  await using chat = await bobOpens('Gone')
  await machine.comice('bob', ['stop'])
  await chat.terminal.see(/SUBSCRIPTION_ENDED[^]*exit 6/u)
})

test('a pipe is read line by line, and each line is said', async () => {
  const room = await machine.createRoom('Pipe', ['alice'])
  const { code, stdout } = await machine.comice('alice', ['room', 'open', room], { input: 'one\ntwo\n' })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\d\d:\d\d alice {2}one\n\d\d:\d\d alice {2}two\n$/u)
})

test('a command that is refused leaves the line', async () => {
  await using chat = await bobOpens('Refused')
  const { terminal } = chat
  await terminal.type('/who')
  await terminal.press('Enter')
  expect(await terminal.see(/\/who[^]*\nbob>$/u)).toContain('UNKNOWN_CHAT_COMMAND')
})

test('who moderates mutes somebody, lets them speak again, and looks at what was reported', async () => {
  const room = await machine.createRoom('Quiet', ['alice', 'bob'])
  await using terminal = await openTerminal(machine, 'alice', ['room', 'open', room])
  await terminal.see('alice>')
  await terminal.type('/mute-member bob')
  await terminal.press('Enter')
  await terminal.see('muted until somebody takes it back')
  await terminal.type('/members')
  await terminal.press('Enter')
  await terminal.see(/bob {2}member {2}\w{8} {2}muted/u)
  await terminal.type('/unmute-member bob')
  await terminal.press('Enter')
  await terminal.see('they may speak again')
  await terminal.type('/reports')
  await terminal.press('Enter')
  await terminal.see('nothing is reported')
})
