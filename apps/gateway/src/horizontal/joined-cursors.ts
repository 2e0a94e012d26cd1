import { createHash, randomBytes } from 'node:crypto';
import { BadUserInput } from '@health-graph/errors';
import { createCursors } from '@health-graph/store';

/** A place in a list that several hospitals serve. */
export interface ListPlace {
  /** Where the last edge was. What comes to lie before it meanwhile is left out, as in the list of one hospital. */
  readonly behind: string;
  readonly places: ReadonlyMap<string, Place>;
}

/** Where one hospital's list goes on: at its own cursor, empty for its beginning; `ended`: nothing follows there; `missing`: out of this list. */
export type Place = { readonly after: string } | 'ended' | 'missing';

/** Cursors of joined lists, as clients hand them back. */
export interface JoinedCursors {
  of(list: string, place: ListPlace): string;
  /** @throws {BadUserInput} naming `after` when it is no cursor of this list */
  placeOf(cursor: unknown, list: string): ListPlace;
}

/** Of which list a cursor is: of which field, of whom, narrowed by what. */
export const listIdentity = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

/** Where replicas share no secret: one for the life of this process, which outlives the supergraphs that it serves. */
const ownSecret = randomBytes(32);

/** Encrypted as the cursors of one hospital are: neither where another hospital stands nor how many there are is a client's to read. */
export function createJoinedCursors(secret: string | Uint8Array = ownSecret): JoinedCursors {
  const cursors = createCursors(secret);
  return {
    of: (list, { behind, places }) => cursors.of([[list, behind, ...[...places].map(textOf)].join('|')]),
    placeOf: (cursor, list) => {
      if (typeof cursor !== 'string') throw notACursor();
      const [text] = cursors.positionOf(cursor, ['list']);
      const [of, behind, ...places] = String(text).split('|');
      if (of !== list || behind === undefined) throw notACursor();
      return { behind, places: new Map(places.map(hospitalPlaceOf)) };
    },
  };
}

const textOf = ([endpoint, place]: readonly [string, Place]): string =>
  place === 'ended' ? `${endpoint}.` : place === 'missing' ? `${endpoint}!` : `${endpoint}=${place.after}`;

function hospitalPlaceOf(text: string): readonly [string, Place] {
  const [, endpoint = '', sign, after = ''] = /^([a-z0-9-]+)([.!=])(.*)$/.exec(text) ?? [];
  if (sign === undefined) throw notACursor();
  return [endpoint, sign === '.' ? 'ended' : sign === '!' ? 'missing' : { after }];
}

const notACursor = () => new BadUserInput('The cursor is not one of this list.', { argument: 'after' });
