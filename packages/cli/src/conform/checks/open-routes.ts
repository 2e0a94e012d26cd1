import { type Check, failed, passed } from '../check.ts';

/** What an endpoint answers to everybody. */
export const openRoutes: readonly Check[] = [
  {
    name: 'health',
    expected: 'GET /health answers 200 without a signature',
    why: 'Whoever runs the graph must see which hospital is away before a doctor does.',
    look: async ({ endpoint }) => {
      const { status } = await endpoint.get('/health');
      return status === 200 ? passed('200') : failed(`${status}`);
    },
  },
  {
    name: 'trust-keys',
    expected: 'GET /trust/keys answers { "current": KID, "keys": [{ "kid", "x" }] } with X25519 keys, current among them',
    why: 'The gateway agrees a key with this endpoint from it; without one it cannot sign a single fetch.',
    look: async ({ endpoint }) => {
      const { status, text } = await endpoint.get('/trust/keys');
      if (status !== 200) return failed(`${status}`);
      // Signing reads them with the gateway's own parser, which refuses a key whose id is not its own.
      await endpoint.sign('');
      return passed(`${(JSON.parse(text) as { keys: readonly unknown[] }).keys.length} keys`);
    },
  },
  {
    name: 'accepts-gateway',
    expected: 'a request that the gateway signed is answered with 200',
    why: 'Everything else is asked this way. Is GATEWAY_URL of the endpoint the address that this kit printed?',
    look: async ({ endpoint }) => {
      const { status } = await endpoint.ask('{ __typename }');
      return status === 200 ? passed('200') : failed(`${status}`);
    },
  },
];
