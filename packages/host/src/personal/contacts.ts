/**
 * People, as the user calls them: one book for rooms, grants and comparing, on all devices of the user. Others cannot change it, so
 * somebody who takes the name of a person in it is told apart from that person.
 */
import { EventEmitter } from 'node:events'
import { CONTACT_KIND, recordsOf } from '@comice/home/records'
import {
  decodeKey,
  displayName,
  encodeKey,
  lookAlikesOf,
  normalizeName,
  ProtocolErrors,
  tryDecodeKey,
} from '@comice/protocol'
import type { Member } from '@comice/rooms'
import { MAX_CONTACTS, SHORT_ID_CHARS } from '../constants.ts'
import { HostErrors } from '../errors.ts'
import type { PersonalRecords } from './personal-records.ts'

/** Somebody in the book. */
export interface ContactView {
  /** Identity, as z-base-32. */
  readonly identity: string
  /** What the user calls them. Safe to show on one line. */
  readonly name: string
  /** When they were first called something, Unix time in ms. */
  readonly since: number
  /** Names of others in the book that may be taken for this one; the same name too, which two devices may have given apart. */
  readonly alike: readonly string[]
}

/** A member of a room, and what the user's own book says of them. */
export interface MemberView extends Member {
  /** What the user calls them; null: they are not in the book. */
  readonly petname: string | null
  /** Names in the book of others than this one, for whom their nickname may be taken. */
  readonly poses: readonly string[]
}

export interface ContactsParts {
  readonly records: PersonalRecords
  /** The user's own identity. */
  readonly identity: string
  readonly now: () => number
}

export class Contacts extends EventEmitter<{ update: [] }> {
  readonly #parts: ContactsParts
  #shown = ''

  constructor(parts: ContactsParts) {
    super()
    this.#parts = parts
    parts.records.on('update', () => this.#look())
  }

  /** Sorted by name; of a flood the first thousand, by identity. */
  async list(): Promise<ContactView[]> {
    await this.#parts.records.ready()
    const all = this.#all()
    const alike = lookAlikesOf(all.map(({ name }) => name))
    return all
      .map((one, index) => ({ ...one, alike: (alike[index] ?? []).map((other) => all[other]?.name ?? '') }))
      .sort((a, b) => a.name.localeCompare(b.name))
  }

  /**
   * Calls somebody something, or something else.
   * @throws KEY_INVALID, NAME_INVALID, CONTACT_IS_SELF, CONTACT_NAME_TAKEN when another identity has that name, CONTACTS_FULL
   */
  async add(text: string, key: string): Promise<ContactView> {
    const { records, now, identity: self } = this.#parts
    const identity = encodeKey(decodeKey(key))
    const petname = normalizeName(text)
    if (tryDecodeKey(petname) !== null) throw ProtocolErrors.NAME_INVALID({ reason: 'it looks like a key' })
    if (identity === self) throw HostErrors.CONTACT_IS_SELF({})
    await records.ready()
    const all = this.#all()
    const other = all.find((one) => one.name === petname && one.identity !== identity)
    if (other !== undefined) throw HostErrors.CONTACT_NAME_TAKEN({ name: petname, identity: other.identity })
    const known = all.find((one) => one.identity === identity)
    if (known === undefined && all.length >= MAX_CONTACTS)
      throw HostErrors.CONTACTS_FULL({ limit: MAX_CONTACTS })
    await this.#records().put(identity, { petname, since: known?.since ?? now() })
    return (
      (await this.list()).find((one) => one.identity === identity) ?? {
        identity,
        name: petname,
        since: now(),
        alike: [],
      }
    )
  }

  /** By name or identity. @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS */
  async remove(ref: string): Promise<ContactView> {
    const all = await this.list()
    const contact = only(all, ref)
    if (contact === null) throw HostErrors.CONTACT_UNKNOWN({ name: ref })
    await this.#records().delete(contact.identity)
    return contact
  }

  /** The identity that a name in the book, or a key, means. @throws CONTACT_UNKNOWN, CONTACT_AMBIGUOUS */
  async find(ref: string): Promise<string> {
    const contact = only(await this.list(), ref)
    const key = contact === null ? tryDecodeKey(ref) : null
    if (contact !== null) return contact.identity
    if (key === null) throw HostErrors.CONTACT_UNKNOWN({ name: ref })
    return encodeKey(key)
  }

  /** Null: they are not in the book. */
  async nameOf(identity: string): Promise<string | null> {
    await this.#parts.records.ready()
    const contact = this.#records().get(identity)
    return contact === null ? null : shown(contact.petname, identity)
  }

  /** What the book says of the people of a room. */
  async mark(members: readonly Member[]): Promise<MemberView[]> {
    await this.#parts.records.ready()
    const all = this.#all()
    if (all.length === 0) return members.map((member) => ({ ...member, petname: null, poses: [] }))
    const petnames = new Map(all.map(({ identity, name }) => [identity, name]))
    const alike = lookAlikesOf([...members, ...all].map(({ name }) => name))
    return members.map((member, index) => {
      const others = (alike[index] ?? []).flatMap((at) => all[at - members.length] ?? [])
      const poses = member.mine ? [] : others.filter(({ identity }) => identity !== member.id)
      return { ...member, petname: petnames.get(member.id) ?? null, poses: poses.map(({ name }) => name) }
    })
  }

  #all(): Omit<ContactView, 'alike'>[] {
    const records = [...this.#records().list()].filter(([identity]) => tryDecodeKey(identity) !== null)
    return records
      .slice(0, MAX_CONTACTS)
      .map(([identity, { petname, since }]) => ({ identity, name: shown(petname, identity), since }))
  }

  #records() {
    return recordsOf(this.#parts.records, CONTACT_KIND)
  }

  #look(): void {
    const shown = JSON.stringify(this.#all())
    if (shown === this.#shown) return
    this.#shown = shown
    this.emit('update')
  }
}

/** What is in the home may be the word of a device that was stolen. */
function shown(petname: string, identity: string): string {
  return displayName(petname, identity.slice(0, SHORT_ID_CHARS))
}

/** A key is nobody's name: a stolen device could call its own identity by the key of somebody else. */
function only(all: readonly ContactView[], ref: string): ContactView | null {
  const key = tryDecodeKey(ref)
  const id = key === null ? null : encodeKey(key)
  const matches = all.filter(({ identity, name }) => (id === null ? name === ref : identity === id))
  if (matches.length > 1) throw HostErrors.CONTACT_AMBIGUOUS({ name: ref, matches: matches.length })
  return matches[0] ?? null
}
