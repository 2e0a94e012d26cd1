import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { issuerKeys } from './issuer-keys.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** An issuer on this machine; `answers` gives the bodies by path. */
async function serve(answers: (url: string) => Record<string, unknown>): Promise<string> {
  let url = '';
  const listener: RequestListener = (request, response) => {
    const answer = answers(url)[request.url ?? ''];
    if (typeof answer === 'string' && answer.startsWith('http')) return void response.writeHead(302, { location: answer }).end();
    response.writeHead(answer === undefined ? 404 : 200).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url;
}

const discovery = '/.well-known/openid-configuration';

describe('the keys of an issuer', () => {
  it('are found through its discovery document', async () => {
    const url = await serve((issuer) => ({ [discovery]: { issuer, jwks_uri: `${issuer}/jwks` }, '/jwks': { keys: [{ kid: 'a' }] } }));

    expect(await issuerKeys(url)()).toEqual({ keys: [{ kid: 'a' }] });
  });

  it.each<[string, (issuer: string) => Record<string, unknown>]>([
    [
      'the document is of another issuer',
      (issuer) => ({ [discovery]: { issuer: 'https://other', jwks_uri: `${issuer}/jwks` }, '/jwks': { keys: [] } }),
    ],
    ['the keys come without TLS', (issuer) => ({ [discovery]: { issuer, jwks_uri: 'http://example.vn/jwks' } })],
    ['there is a redirect', (issuer) => ({ [discovery]: `${issuer}/elsewhere`, '/elsewhere': { issuer, jwks_uri: `${issuer}/jwks` } })],
    ['there is no document', () => ({})],
    ['there are no keys', (issuer) => ({ [discovery]: { issuer, jwks_uri: `${issuer}/jwks` }, '/jwks': {} })],
    ['it answers with no JSON', () => ({ [discovery]: '<html>' })],
    ['it answers with null', () => ({ [discovery]: 'null' })],
    ['it answers with too much', () => ({ [discovery]: ' '.repeat(1_100_000) })],
  ])('are refused when %s', async (_name, answers) => {
    const url = await serve(answers);

    await expect(issuerKeys(url)()).rejects.toThrow();
  });
});
