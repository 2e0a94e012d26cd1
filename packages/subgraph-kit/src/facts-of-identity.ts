import { InvalidConfiguration } from '@health-graph/errors';
import { type FactsClient, factsClient } from './facts-client.ts';
import { type FactsOfRequest, factsOfRequest } from './facts-of-request.ts';
import { type FactsOf, factsFrom } from './facts-source.ts';

/** Facts as one subgraph asks for them. */
export interface KnownFacts {
  /** Asked anew each time: for the events of a stream. */
  readonly of: FactsOf;
  readonly ofRequest: FactsOfRequest;
  close(): Promise<void>;
}

export interface IdentityAddress {
  readonly identityUrl?: string;
  readonly internalSecret: string;
  readonly now: () => number;
}

interface Shared {
  readonly client: FactsClient;
  readonly of: FactsOf;
  readonly ofRequest: FactsOfRequest;
  users: number;
}

/** Subgraphs of one process ask identity together; the last one to close lets it go. */
const shared = new Map<string, Shared>();

/** @throws {InvalidConfiguration} when nobody says where identity is */
export function factsOfIdentity({ identityUrl, internalSecret, now }: IdentityAddress): KnownFacts {
  if (identityUrl === undefined)
    throw new InvalidConfiguration('A subgraph that keeps records needs to know where identity is.', { setting: 'identityUrl' });
  const key = `${identityUrl}\n${internalSecret}`;
  const known = shared.get(key) ?? open(identityUrl, internalSecret, now);
  shared.set(key, known);
  known.users += 1;
  return {
    of: known.of,
    ofRequest: known.ofRequest,
    close: async () => {
      known.users -= 1;
      if (known.users > 0) return;
      shared.delete(key);
      await known.client.close();
    },
  };
}

function open(url: string, secret: string, now: () => number): Shared {
  const client = factsClient({ url, secret, now });
  const of = factsFrom(client);
  return { client, of, ofRequest: factsOfRequest(of, now), users: 0 };
}
