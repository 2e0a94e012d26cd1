import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { start as startEncounters } from '@health-graph/encounters';
import { start as startPatients } from '@health-graph/patients';
import { publishedKeysAt, trustKeysPath } from '@health-graph/subgraph-kit';
import { answerEach } from './child.ts';

interface ToStart {
  readonly storeUrl: string;
  readonly gatewayUrl: string;
  readonly secret: string;
  /** Hospitals, or one endpoint for all (`encounters`), or `patients`. */
  readonly names: readonly string[];
  readonly patientsUrl?: string;
}

let fetches = 0;
subscribe('http.server.request.start', (message) => {
  const { request } = message as { readonly request: IncomingMessage };
  if (request.url === '/graphql') fetches += 1;
});

/** Every caller treats every patient, with their consent: what is measured is not who may see what. */
const facts = { careTeam: true, consent: new Set(['admin', 'clinical', 'identity']) };
const factsOf = () => {
  const of = async (ids: readonly string[]) => ({
    mayAct: true,
    leads: new Set<string>(),
    ofPatient: new Map(ids.map((id) => [id, facts])),
  });
  return { of, ofRelated: () => of([]) };
};

async function start({ storeUrl, gatewayUrl, secret, names, patientsUrl }: ToStart): Promise<object> {
  const gatewayKeys = publishedKeysAt(new URL(trustKeysPath, gatewayUrl).href);
  const common = {
    host: '127.0.0.1',
    port: 0,
    storeUrl,
    internalSecret: secret,
    logLevel: 'warn',
    factsOf,
    trust: { gatewayKeys },
  } as const;
  const urls: Record<string, string> = {};
  for (const name of names) {
    const isHospital = name !== 'encounters' && name !== 'patients';
    const config = { ...common, database: name, ...(isHospital && patientsUrl ? { endpoint: name, patientsUrl } : {}) };
    urls[name] = (await (name === 'patients' ? startPatients(config) : startEncounters(config))).url;
  }
  return urls;
}

answerEach(async (message: ToStart | { readonly count: true }) => {
  if (!('count' in message)) return start(message);
  const { user, system } = process.cpuUsage();
  return { fetches, cpuMs: (user + system) / 1_000 };
});
