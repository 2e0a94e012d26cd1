import type { Caller, Role } from '@health-graph/permissions';
import { createTrustKeyRing, generateTrustKeyPair } from '@health-graph/subgraph-kit';
import { type Check, type Finding, failed, noneOf, passed } from '../check.ts';
import type { Endpoint, GraphAnswer, Signing } from '../endpoint.ts';
import { inShort } from '../endpoint.ts';

const expected = '401 with the code UNAUTHENTICATED, and no data';
const operation = '{ __typename }';
const body = JSON.stringify({ query: operation });

/** What an endpoint must not take for a request of the gateway. */
export const refusals: readonly Check[] = [
  {
    name: 'refuses-unsigned',
    expected,
    why: 'Whoever reaches the port would read every chart.',
    look: async ({ endpoint }) => refused(await endpoint.post(body)),
  },
  {
    name: 'refuses-garbage',
    expected: `${expected}, whatever stands in the header; never a 500`,
    why: 'A header that breaks the parser is a way to stop the endpoint, or past its checks.',
    look: async ({ endpoint }) => {
      const genuine = await endpoint.sign(body);
      const answers = await Promise.all(
        garbage(genuine).map(async ([what, header]) => ({ what, seen: await endpoint.post(body, header) })),
      );
      return noneOf(
        answers.filter(({ seen }) => !isRefused(seen)).map(({ what, seen }) => `${what}: ${inShort(seen)}`),
        `${answers.length} refused`,
      );
    },
  },
  {
    name: 'refuses-replay',
    expected: `${expected}, when a header comes a second time`,
    why: 'Who once saw a header, in a log or a proxy, could ask the same again.',
    look: async ({ endpoint }) => {
      const header = await endpoint.sign(body);
      const first = await endpoint.post(body, header);
      if (first.status !== 200) return failed(`the first was refused too: ${inShort(first)}`);
      return refused(await endpoint.post(body, header));
    },
  },
  {
    name: 'refuses-another-endpoint',
    expected: `${expected}, when the header was made for another endpoint`,
    why: "Another hospital could pass on the gateway's signature and read here in its name.",
    look: ({ endpoint }) => refusedWhen(endpoint, { endpoint: `${endpoint.name}-other` }),
  },
  {
    name: 'refuses-another-path',
    expected: `${expected}, when the header was made for another path`,
    why: 'What was signed for one purpose must not serve another.',
    look: ({ endpoint }) => refusedWhen(endpoint, { path: '/another' }),
  },
  {
    name: 'refuses-another-body',
    expected: `${expected}, when the body is not the one that was signed, to the byte`,
    why: 'Whoever stands between could ask for something else in the name of the caller.',
    look: async ({ endpoint }) => {
      const bodies = [`${body} `, JSON.stringify({ query: '{ another: __typename }' })];
      const answers = await Promise.all(bodies.map(async (other) => endpoint.post(other, await endpoint.sign(body))));
      return noneOf(answers.filter((answer) => !isRefused(answer)).map(inShort), 'refused');
    },
  },
  {
    name: 'refuses-stranger',
    expected: `${expected}, when the header was signed with a key that the gateway does not publish`,
    why: 'Anybody can make a key; only those at GATEWAY_URL/trust/keys are the gateway.',
    look: ({ endpoint }) => refusedWhen(endpoint, { keys: createTrustKeyRing({ first: generateTrustKeyPair() }) }),
  },
  {
    name: 'refuses-stale',
    expected: `${expected}, when the header has expired or comes from the future`,
    why: 'A name is remembered for seconds only; what is older must not be taken at all.',
    look: async ({ endpoint }) => {
      const answers = await Promise.all(
        [-60_000, 60_000].map(async (aheadMs) => endpoint.post(body, await endpoint.sign(body, { aheadMs }))),
      );
      return noneOf(answers.filter((answer) => !isRefused(answer)).map(inShort), 'refused');
    },
  },
  {
    name: 'refuses-unreadable-caller',
    expected: `${expected}, when the claims name a role or purpose that there is not`,
    why: 'A caller who cannot be read is neither nobody nor somebody else.',
    look: ({ endpoint, callers }) => {
      const caller: Caller = { ...callers.treating, role: 'superuser' as Role };
      return refusedWhen(endpoint, { caller });
    },
  },
];

async function refusedWhen(endpoint: Endpoint, signing: Signing): Promise<Finding> {
  return refused(await endpoint.post(body, await endpoint.sign(body, signing)));
}

const isRefused = ({ status, data, errors }: GraphAnswer): boolean =>
  status === 401 && !data && errors.length > 0 && errors.every(({ code }) => code === 'UNAUTHENTICATED');

const refused = (answer: GraphAnswer): Finding => (isRefused(answer) ? passed('401 UNAUTHENTICATED') : failed(inShort(answer)));

/** Headers that nobody signed, made from one that is genuine. */
function garbage(genuine: string): readonly (readonly [string, string])[] {
  const [version = '', gatewayKid = '', endpointKid = '', claims = '', binding = '', mac = ''] = genuine.split('.');
  const turned = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
  return [
    ['an empty header', ''],
    ['a bearer token', 'Bearer x'],
    ['14,000 characters', 'v'.repeat(14_000)],
    ['only dots', '.....'],
    ['another version', ['v2', gatewayKid, endpointKid, claims, binding, mac].join('.')],
    ['no MAC', [version, gatewayKid, endpointKid, claims, binding, ''].join('.')],
    ['another MAC', [version, gatewayKid, endpointKid, claims, binding, turned].join('.')],
    ['a short MAC', [version, gatewayKid, endpointKid, claims, binding, mac.slice(1)].join('.')],
    ['an unknown key of the endpoint', [version, gatewayKid, 'A'.repeat(16), claims, binding, mac].join('.')],
    ['claims that are no JSON', [version, gatewayKid, endpointKid, 'AAAA', binding, mac].join('.')],
    ['something behind it', `${genuine}.x`],
  ];
}
