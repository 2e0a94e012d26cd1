import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';
import { createAccessTokens } from './access-token.ts';
import { createSigningKeys } from './signing-keys.ts';

export const issuer = 'https://id.example.vn';
export const audience = 'https://graph.example.vn/graphql';
export const testTime = Date.parse('2026-06-15T09:00:00+07:00');

/** The claims of a doctor at work. */
export const someClaims = {
  sub: 'bs.hanh',
  client_id: 'portal',
  role: 'physician',
  purpose: 'TREAT',
  facility: 'F44001',
  assurance_level: 2,
  scope: 'openid user/*.rs',
} as const;

export interface TestKey {
  readonly kid: string;
  readonly pair: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly alg: string;
}

/** An issuer whose keys, clock and moods tests set. */
export async function anIssuer() {
  let time = testTime;
  let asked = 0;
  let isAway = false;
  const published: TestKey[] = [];
  const load = async (): Promise<JSONWebKeySet> => {
    asked += 1;
    if (isAway) throw new Error('The issuer is away.');
    return {
      keys: await Promise.all(
        published.map(async ({ kid, pair, alg }) => ({ ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' })),
      ),
    };
  };
  const now = (): number => time;
  const addKey = async (kid: string, alg = 'ES256'): Promise<TestKey> => {
    const key = { kid, alg, pair: await generateKeyPair(alg, { extractable: true }) };
    published.push(key);
    return key;
  };
  return {
    first: await addKey('key-1'),
    addKey,
    now,
    advance: (ms: number) => {
      time += ms;
    },
    withdraw: (kid: string) => {
      published.splice(0, published.length, ...published.filter((key) => key.kid !== kid));
    },
    setAway: (away: boolean) => {
      isAway = away;
    },
    asked: () => asked,
    verify: createAccessTokens({ issuer, audience, keys: createSigningKeys({ load, now }), now }),
  };
}

export type TestIssuer = Awaited<ReturnType<typeof anIssuer>>;

export interface TokenChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  /** `undefined` takes a claim away; JSON leaves it out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token that is right but for the changes. */
export function tokenOf({ now }: Pick<TestIssuer, 'now'>, key: TestKey, { header, claims }: TokenChanges = {}): Promise<string> {
  const seconds = Math.floor(now() / 1000);
  const payload = { iss: issuer, aud: audience, iat: seconds, exp: seconds + 300, jti: 'token-1', ...someClaims, ...claims };
  // Signed as bytes: the library would refuse to sign much of what tests show.
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header } as JWTHeaderParameters)
    .sign(key.pair.privateKey, { crit: { 'x-unknown': true } });
}

/** A token that no library would make. */
export const rawToken = (header: object, payload: object, signature = ''): string =>
  [...[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), signature].join('.');

export const publicPem = ({ pair }: TestKey): Promise<string> => exportSPKI(pair.publicKey);
