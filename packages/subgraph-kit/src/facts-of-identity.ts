import { InvalidConfiguration, PermissionsUnavailable } from '@health-graph/errors';
import { factsClient } from './facts-client.ts';
import { type FactsOfRequest, factsOfRequest } from './facts-of-request.ts';
import { type FactsOf, factsFrom } from './facts-source.ts';

/** Facts as one subgraph asks for them. */
export interface KnownFacts {
  /** Asked anew each time: for the events of a stream. */
  readonly of: FactsOf;
  readonly ofRequest: FactsOfRequest;
  close(): Promise<void>;
}

/** Facts of a subgraph that knows them itself. */
export interface OwnFacts extends KnownFacts {
  /** From now on the other subgraphs of this process, which look for identity at `url`, ask it here and not over the wire. */
  share(url: string, internalSecret: string): void;
}

export interface IdentityAddress {
  readonly identityUrl?: string;
  readonly internalSecret: string;
  readonly now: () => number;
}

interface Shared extends KnownFacts {
  users: number;
}

/** What subgraphs of this process ask together, by where identity is and what proves them to it. */
const shared = new Map<string, Shared>();

const keyOf = (url: string, internalSecret: string): string => `${url}\n${internalSecret}`;

/** @throws {InvalidConfiguration} when nobody says where identity is */
export function factsOfIdentity({ identityUrl, internalSecret, now }: IdentityAddress): KnownFacts {
  if (identityUrl === undefined)
    throw new InvalidConfiguration('A subgraph that keeps records needs to know where identity is.', { setting: 'identityUrl' });
  const key = keyOf(identityUrl, internalSecret);
  const known = shared.get(key) ?? overTheWire(identityUrl, internalSecret, now);
  shared.set(key, known);
  known.users += 1;
  return {
    of: known.of,
    ofRequest: known.ofRequest,
    close: async () => {
      known.users -= 1;
      if (known.users > 0) return;
      if (shared.get(key) === known) shared.delete(key);
      await known.close();
    },
  };
}

function overTheWire(url: string, secret: string, now: () => number): Shared {
  const client = factsClient({ url, secret, now });
  const of = factsFrom(client);
  return { of, ofRequest: factsOfRequest(of, now), users: 0, close: () => client.close() };
}

/** @param ask how identity finds them out */
export function factsOfItself(ask: FactsOf, now: () => number): OwnFacts {
  let isClosed = false;
  const whileOpen = async <Facts>(answer: () => Promise<Facts>): Promise<Facts> => {
    if (isClosed) throw new PermissionsUnavailable('It cannot be found out what the caller may see.');
    return answer();
  };
  const of: FactsOf = (caller) => {
    const source = ask(caller);
    return { of: (patientIds) => whileOpen(() => source.of(patientIds)), ofRelated: () => whileOpen(() => source.ofRelated()) };
  };
  const ofRequest = factsOfRequest(of, now);
  const keys: string[] = [];
  return {
    of,
    ofRequest,
    share: (url, internalSecret) => {
      const key = keyOf(url, internalSecret);
      keys.push(key);
      shared.set(key, { of, ofRequest, users: 1, close: async () => undefined });
    },
    close: async () => {
      isClosed = true;
      for (const key of keys) shared.delete(key);
    },
  };
}
