import { command, type Command, group } from '../grammar/command.ts'

const contacts: Record<string, Command> = {
  add: command({
    about: 'call somebody something; on all of your devices',
    takes: ['<name>', '<identity>'],
    after: 'An identity is what "comice id show" shows there, and "comice room members --json" as id.',
    load: async () => (await import('./contacts.ts')).add,
  }),
  list: command({
    about: 'list the people that you have a name for',
    load: async () => (await import('./contacts.ts')).list,
  }),
  remove: command({
    about: 'forget your name for somebody',
    takes: ['<contact>'],
    load: async () => (await import('./contacts.ts')).remove,
  }),
}

export const CONTACT_COMMANDS: Command = group(
  'your names for people: in rooms, in grants, and to compare safety numbers',
  contacts,
  '<contact> is the name that you gave, or the identity.',
)
