import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdentityStore } from '../store/identity-store.ts';
import { createAccountDirectory } from './account-directory.ts';
import { interact } from './interaction.ts';
import { type IssuedToken, issueToken, type TokenQuestion } from './issue-token.ts';
import { memoryAdapter } from './memory-adapter.ts';
import type { OidcConfig } from './oidc-config.ts';
import { createProvider, newCookieKeys } from './provider.ts';
import { createSigningKeySet } from './signing-key-set.ts';

export interface RunningOidc {
  /** `http://127.0.0.1:PORT`, for `OIDC_ISSUER` of the gateway. */
  readonly issuer: string;
  /** The next key signs; tokens of the key before stay good until they expire. */
  rotateKeys(): Promise<void>;
  issueToken(question: TokenQuestion): Promise<IssuedToken>;
  close(): Promise<void>;
}

/** Serves the embedded OpenID provider over the accounts of the store, on this machine only: nobody is asked for a password. */
export async function startOidc(store: IdentityStore, config: OidcConfig, now: () => number = Date.now): Promise<RunningOidc> {
  const server = createServer();
  server.listen({ port: config.port, host: '127.0.0.1' });
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [keys, directory] = [await createSigningKeySet(), createAccountDirectory(store, now)];
  const shared = { issuer, config, keys, directory, adapter: memoryAdapter(Date.now), cookieKeys: newCookieKeys() };
  let provider = createProvider(shared);
  let callback = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void callback(request, response);
    interact(request, response, { provider, directory, store, now }).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return {
    issuer,
    rotateKeys: async () => {
      await keys.rotate();
      provider = createProvider(shared);
      callback = provider.callback();
    },
    issueToken: (question) => issueToken({ issuer, config, keys, directory, now }, question),
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  const end = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await end;
}
