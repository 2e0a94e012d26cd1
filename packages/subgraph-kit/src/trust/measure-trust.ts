import { createTrustKeyRing } from './key-ring.ts';
import { createPeerKeys } from './peer-keys.ts';
import { memoryReplayCache } from './replay-cache.ts';
import { createTrustSigner } from './signer.ts';
import { someClaims } from './testing.ts';
import { createTrustVerifier } from './verifier.ts';

// node packages/subgraph-kit/src/trust/measure-trust.ts: microseconds of one signature and one check, with a body of 2 kB.

const rounds = 50_000;
const body = JSON.stringify({ query: '{ a }'.padEnd(2_000, ' ') });
const [gatewayKeys, endpointKeys] = [createTrustKeyRing(), createTrustKeyRing()];
const peer = createPeerKeys({ load: async () => endpointKeys.published() });
const gateway = createPeerKeys({ load: async () => gatewayKeys.published() });
const verify = createTrustVerifier({ endpoint: 'encounters', keys: endpointKeys, gateway, replays: memoryReplayCache() });
const signer = createTrustSigner({ keys: gatewayKeys });
const request = { method: 'POST', path: '/graphql', body };

const sign = async (): Promise<string[]> => {
  const headers: string[] = [];
  for (let round = 0; round < rounds; round += 1) headers.push(await signer(someClaims)({ ...request, endpoint: 'encounters', peer }));
  return headers;
};

await verifyAll(await sign()); // Warm.
const began = process.cpuUsage();
const headers = await sign();
const signed = process.cpuUsage(began);
const middle = process.cpuUsage();
await verifyAll(headers);
const verified = process.cpuUsage(middle);
const perRound = ({ user, system }: NodeJS.CpuUsage): string => ((user + system) / rounds).toFixed(1);
process.stdout.write(`sign ${perRound(signed)} us, verify ${perRound(verified)} us CPU, header ${headers[0]?.length} bytes\n`);

async function verifyAll(all: readonly string[]): Promise<void> {
  for (const header of all) await verify({ ...request, header });
}
