import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Mask, masked } from '@health-graph/permissions';
import { recordId } from '@health-graph/records';
import {
  createPeerKeys,
  createTrustVerifier,
  internalAuthorization,
  memoryReplayCache,
  type PublishedKey,
  type TrustKeyPair,
} from '@health-graph/subgraph-kit';
import { sensitivityOf } from '@health-graph/terminology';
import { describe, expect, it } from '@jest/globals';

interface Vectors {
  readonly trust: {
    readonly name: string;
    readonly now: number;
    readonly gateway: readonly PublishedKey[];
    readonly endpoint: readonly (PublishedKey & { readonly d: string })[];
    /** To be tried in their order: one is a header that came before. */
    readonly headers: readonly {
      readonly outcome: 'accepted' | 'refused';
      readonly why: string;
      readonly method: string;
      readonly path: string;
      readonly body: string;
      readonly header: string | null;
    }[];
  };
  readonly facts: readonly {
    readonly secret: string;
    readonly method: string;
    readonly path: string;
    readonly now: number;
    readonly authorization: string;
  }[];
  readonly ids: readonly { readonly source: readonly [string, string, string]; readonly id: string }[];
  readonly labels: readonly { readonly system: string; readonly code: string; readonly classes: readonly string[] }[];
  readonly masks: readonly { readonly mask: Mask; readonly value: string; readonly shown: string }[];
}

const kit = new URL('../../packages/subgraph-kit/', import.meta.url);
const contract = await readFile(new URL('CONTRACT.md', kit), 'utf8');
const { trust, facts, ids, labels, masks }: Vectors = JSON.parse(await readFile(new URL('contract-vectors.json', kit), 'utf8'));

/** An endpoint with the keys of the vectors, at their time. */
function endpoint() {
  const now = () => trust.now;
  const pairs = trust.endpoint.map(({ d, x, kid }): TrustKeyPair => {
    return { kid, published: { kid, x }, privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x }, format: 'jwk' }) };
  });
  const [current] = pairs;
  if (current === undefined) throw new Error('The vectors have no key of the endpoint.');
  const published = (keys: readonly PublishedKey[]) => ({ current: keys[0]?.kid ?? '', keys: keys.map(({ kid, x }) => ({ kid, x })) });
  return createTrustVerifier({
    endpoint: trust.name,
    keys: {
      current,
      find: (kid) => pairs.find((pair) => pair.kid === kid),
      published: () => published(trust.endpoint),
      rotate: () => undefined,
    },
    gateway: createPeerKeys({ load: async () => published(trust.gateway), now }),
    replays: memoryReplayCache({ now }),
    now,
  });
}

describe('the test vectors of the contract for partners', () => {
  it('have each header taken or refused as they say', async () => {
    const verify = endpoint();
    const found: unknown[] = [];
    for (const { why, header, method, path, body } of trust.headers) {
      const outcome = await verify({ header: header ?? undefined, method, path, body }).then(
        () => 'accepted',
        ({ code }: { readonly code?: string }) => (code === 'UNAUTHENTICATED' ? 'refused' : code),
      );
      found.push([why, outcome]);
    }

    expect(found).toEqual(trust.headers.map(({ why, outcome }) => [why, outcome]));
  });

  it('begin with the worked example of the page, letter for letter', () => {
    const [{ header } = { header: null }] = trust.headers;

    expect(header).not.toBeNull();
    expect(contract).toContain(`\n${header}\n`);
  });

  it.each(facts)('prove who asks identity at $now', ({ secret, method, path, now, authorization }) => {
    expect(internalAuthorization(secret, { method, path }, now)).toBe(authorization);
  });

  it.each(ids)('make the id of $source', ({ source, id }) => {
    expect(recordId(...source)).toBe(id);
    expect(Buffer.byteLength(id)).toBe(26);
  });

  it.each(labels)('raise $code of $system to $classes', ({ system, code, classes }) => {
    expect(sensitivityOf({ system, code })).toEqual(classes);
  });

  it.each(masks)('show $value behind $mask as $shown', ({ mask, value, shown }) => {
    expect(masked(mask, value)).toBe(shown);
  });
});

describe('the table of confidential diagnoses in the contract', () => {
  const rows = [...contract.matchAll(/^\| `(hiv|mental-health|reproductive|abuse|genetic)` \| ([A-Z][^|]+) \|$/gm)];

  it('has a line for each class', () => {
    expect(rows.map(([, name]) => name).sort()).toEqual(['abuse', 'genetic', 'hiv', 'mental-health', 'reproductive']);
  });

  it('says what the terminology says, of every category of ICD-10 and every code of the table', () => {
    const spans = rows.flatMap(([, name = '', text = '']) => text.split(' ').map((span) => ({ name, ends: span.split('-') })));
    const categories = [...'ABCDEFGHIJKLMNOPQRSTUVXYZ'].flatMap((letter) =>
      Array.from({ length: 100 }, (_none, number) => `${letter}${String(number).padStart(2, '0')}`),
    );
    const codes = [...categories, ...spans.flatMap(({ ends }) => ends)];
    const said = (code: string) =>
      spans
        .filter(({ ends: [first = '', last = first] }) => code.slice(0, first.length) >= first && code.slice(0, last.length) <= last)
        .map(({ name }) => name);

    const system = 'http://hl7.org/fhir/sid/icd-10';
    const wrong = codes.filter(
      (code) => new Set(said(code)).symmetricDifference(new Set<string>(sensitivityOf({ system, code }))).size > 0,
    );
    expect(wrong).toEqual([]);
  });
});
