import { BadUserInput } from '@health-graph/errors';
import type { Grant } from './rules/grant.ts';
import type { Publication } from './rules/judge.ts';

/** What clients send, read at the door; the message names what is wrong. */
export interface PublicationBody {
  readonly publication: Publication;
  readonly note?: string;
}

const subgraphName = /^[a-z][a-z0-9-]{0,62}$/;
const claim = /^(?:[_A-Za-z*][_0-9A-Za-z*]*)(?:\.[_A-Za-z*][_0-9A-Za-z*]*)?$/;
const host = /^(?:\*\.)?[a-z0-9.[\]:-]+$/;
const publisherId = /^[\w.:@-]{1,200}$/;

/** @throws {BadUserInput} */
export function publicationIn(body: unknown): PublicationBody {
  const { name, sdl, url, note } = membersOf(body);
  if (typeof name !== 'string' || !subgraphName.test(name))
    throw new BadUserInput('The name must be small letters, digits and hyphens.', { argument: 'name' });
  if (typeof sdl !== 'string' || sdl === '') throw new BadUserInput('The SDL is missing.', { argument: 'sdl' });
  if (typeof url !== 'string' || url === '' || url.length > 2_000) throw new BadUserInput('The URL is missing.', { argument: 'url' });
  return { publication: { name, sdl, url }, ...noteIn(note) };
}

/** @throws {BadUserInput} */
export function rollbackIn(body: unknown): { readonly to?: number; readonly note?: string } {
  const { to, note } = membersOf(body);
  if (to !== undefined && !(Number.isSafeInteger(to) && Number(to) > 0))
    throw new BadUserInput('The version must be a number.', { argument: 'to' });
  return { ...(to === undefined ? {} : { to: Number(to) }), ...noteIn(note) };
}

/** @throws {BadUserInput} */
export function grantIn(publisher: string, body: unknown): Grant {
  const { subgraphs, claims = [], hosts, weakens = [] } = membersOf(body);
  return {
    publisher: publisherIn(publisher),
    subgraphs: listIn('subgraphs', subgraphs, subgraphName),
    claims: listIn('claims', claims, claim),
    hosts: listIn('hosts', hosts, host),
    weakens: listIn('weakens', weakens, claim),
  };
}

/** @throws {BadUserInput} */
export function publisherIn(text: string): string {
  if (!publisherId.test(text)) throw new BadUserInput('The publisher must be the id of an account.', { argument: 'publisher' });
  return text;
}

function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadUserInput('The body must be a JSON object.', { argument: 'body' });
  return body as Readonly<Record<string, unknown>>;
}

/** Printable, because it is shown in consoles. */
function noteIn(note: unknown): { readonly note?: string } {
  if (note === undefined) return {};
  if (typeof note !== 'string' || note.length > 500 || /\p{Cc}/u.test(note))
    throw new BadUserInput('The note must be a line of up to 500 characters.', { argument: 'note' });
  return { note };
}

const maximumEntries = 200;

function listIn(argument: string, value: unknown, pattern: RegExp): readonly string[] {
  const isList = Array.isArray(value) && value.length <= maximumEntries;
  if (!isList || !value.every((entry): entry is string => typeof entry === 'string' && entry.length <= 200 && pattern.test(entry)))
    throw new BadUserInput('The list has something in it that cannot be granted.', { argument });
  return [...new Set(value)].sort();
}
