import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { audience, type TestKey, type TokenChanges, tokenOf } from '../sign-in/testing.ts';

/** An OpenID provider over HTTP whose keys tests set; its clock is everybody's. */
export interface TestProvider {
  readonly url: string;
  /** What its tokens are for. */
  readonly audience: string;
  readonly first: TestKey;
  /** Makes a key; `isPublished: false` for one that nobody is told of. */
  addKey(kid: string, options?: { readonly alg?: string; readonly isPublished?: boolean }): Promise<TestKey>;
  withdraw(kid: string): void;
  /** A token of a doctor at work, but for the changes. */
  token(changes?: TokenChanges, key?: TestKey): Promise<string>;
  close(): Promise<void>;
}

export async function startIssuer(): Promise<TestProvider> {
  const published = new Map<string, TestKey>();
  const addKey: TestProvider['addKey'] = async (kid, { alg = 'ES256', isPublished = true } = {}) => {
    const key = { kid, alg, pair: await generateKeyPair(alg, { extractable: true }) };
    if (isPublished) published.set(kid, key);
    return key;
  };
  const first = await addKey('key-1');
  let url = '';
  const keySet = () =>
    Promise.all(
      [...published.values()].map(async ({ kid, alg, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' })),
    );
  const server = createServer((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    const answer = isDiscovery ? Promise.resolve({ issuer: url, jwks_uri: `${url}/jwks` }) : keySet().then((keys) => ({ keys }));
    void answer.then((body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    audience,
    first,
    addKey,
    withdraw: (kid) => void published.delete(kid),
    token: ({ header, claims } = {}, key = first) =>
      tokenOf({ now: Date.now }, key, { ...(header === undefined ? {} : { header }), claims: { iss: url, ...claims } }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
