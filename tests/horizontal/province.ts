import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start as startStore } from '@health-graph/embedded-mongo';
import { start as startEncounters } from '@health-graph/encounters';
import { start as startGateway } from '@health-graph/gateway';
import { keysOfGateway, startIssuer } from '@health-graph/gateway/testing';
import { start as startPatients } from '@health-graph/patients';
import type { RelationshipFacts } from '@health-graph/permissions';
import { type IngestLine, type IngestOutcome, recordId } from '@health-graph/records';
import { internalClient, partnerSecretOf, type RunningSubgraph } from '@health-graph/subgraph-kit';
import { freePort } from '@health-graph/subgraph-kit/testing';

/** Who asks, and how they stand to every patient. */
export interface Person {
  readonly accountId: string;
  readonly role: string;
  readonly purpose: string;
  readonly facilityId?: string;
  readonly facts: RelationshipFacts;
}

export interface ProvinceAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: {
    readonly completeness?: string;
    readonly sources?: readonly { readonly source: string; readonly status: string }[];
  };
}

/** The real gateway, the real patients subgraph with its record locator, and the real encounters subgraph at several hospitals. */
export interface Province {
  readonly urls: Readonly<Record<string, string>>;
  /** Brings records into one hospital, or into `patients`. */
  ingest(where: string, lines: readonly IngestLine[]): Promise<readonly IngestOutcome[]>;
  /** Settles when the record locator knows these hospitals of the patient, as this person may know of them. */
  located(person: Person, patientId: string, sources: readonly string[]): Promise<void>;
  ask(person: Person, query: string, variables?: Readonly<Record<string, unknown>>): Promise<ProvinceAnswer>;
  /** A hospital takes no more requests. */
  stop(hospital: string): Promise<void>;
  close(): Promise<void>;
}

const schemaFile = (name: string) => fileURLToPath(new URL(`../../schema/${name}`, import.meta.url));
export const installationSecret = 'a secret of tests, 32 characters or more';

export async function openProvince(hospitals: readonly string[], people: readonly Person[]): Promise<Province> {
  const folder = await mkdtemp(join(tmpdir(), 'health-graph-province-'));
  const [store, issuer, port] = await Promise.all([
    startStore({ folder: join(folder, 'store'), host: '127.0.0.1', port: 0 }),
    startIssuer(),
    freePort(),
  ]);
  const gatewayUrl = `http://127.0.0.1:${port}/graphql`;
  const factsOf = ({ accountId }: { readonly accountId: string }) => {
    const facts = people.find((person) => person.accountId === accountId)?.facts ?? {};
    const of = async (ids: readonly string[]) => ({
      mayAct: true,
      leads: new Set<string>(),
      ofPatient: new Map(ids.map((id) => [id, facts])),
    });
    return { of, ofRelated: () => of([]) };
  };
  const common = {
    host: '127.0.0.1',
    port: 0,
    storeUrl: store.url,
    logLevel: 'silent',
    factsOf,
    trust: { gatewayKeys: keysOfGateway(() => gatewayUrl) },
  } as const;
  const patients = await startPatients({ ...common, database: 'patients', internalSecret: installationSecret });
  const secretOf = (hospital: string) => partnerSecretOf(installationSecret, `encounters.${hospital}`);
  const running = new Map<string, RunningSubgraph>();
  for (const endpoint of hospitals) {
    const config = {
      ...common,
      database: `encounters-${endpoint}`,
      internalSecret: secretOf(endpoint),
      endpoint,
      patientsUrl: patients.url,
    };
    running.set(endpoint, await startEncounters(config));
  }
  const urls = { patients: patients.url, ...Object.fromEntries([...running].map(([id, { url }]) => [id, url])) };
  const gateway = await startGateway({
    port,
    supergraphFile: schemaFile('supergraph.graphql'),
    subgraphUrls: { patients: patients.url, encounters: Object.fromEntries([...running].map(([id, { url }]) => [id, url])) },
    rateLimits: 'none',
    issuer: issuer.url,
    audience: issuer.audience,
    policiesFile: schemaFile('policies.yaml'),
    audit: { storeUrl: store.url, anchorFolder: join(folder, 'anchors') },
    observability: { logLevel: 'silent' },
    horizontal: {
      rulesFile: schemaFile('horizontal.yaml'),
      deadlineMs: 5_000,
      hospitals: Object.fromEntries(hospitals.map((id) => [id, { name: `Hospital ${id}`, facilityIds: [facilityOf(id)] }])),
    },
  });
  const ask: Province['ask'] = async ({ accountId, role, purpose, facilityId }, query, variables = {}) => {
    const claims = { sub: accountId, role, purpose, facility: facilityId, scope: 'user/*.cruds patient/*.cruds' };
    const token = await issuer.token({ claims: { ...claims, exp: Math.floor(Date.now() / 1000) + 3_600 } });
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as ProvinceAnswer;
  };
  return {
    urls,
    ask,
    ingest: async (where, lines) => {
      const secret = where === 'patients' ? installationSecret : secretOf(where);
      const client = internalClient({ subgraph: where, url: urls[where as keyof typeof urls] ?? '', secret });
      const outcomes: IngestOutcome[] = [];
      for await (const outcome of client.ingest(lines)) outcomes.push(outcome);
      return outcomes;
    },
    located: async (person, patientId, sources) => {
      const query = 'query($id: ID!) { patient(id: $id) { encounters(first: 1) { pageInfo { hasNextPage } } } }';
      for (;;) {
        const { extensions } = await ask(person, query, { id: patientId });
        if (JSON.stringify(extensions?.sources?.map(({ source }) => source)) === JSON.stringify(sources)) return;
      }
    },
    stop: async (hospital) => running.get(hospital)?.close(),
    close: async () => {
      await gateway.close();
      await Promise.all([...running.values()].map((hospital) => hospital.close()));
      await patients.close();
      await Promise.all([issuer.close(), store.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const facilityOf = (hospital: string): string => recordId('test', 'Facility', hospital);
export const patientIdOf = (number: number): string => recordId('test', 'Patient', String(number));
export const encounterIdOf = (hospital: string, number: number): string => `${hospital}.${recordId('test', 'Encounter', String(number))}`;

/** A record as its hospital sends it. */
export function lineOf(type: string, id: string, data: Readonly<Record<string, unknown>>): IngestLine {
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  const patientId = data['patientId'];
  return { type, id, ...(typeof patientId === 'string' ? { patientId } : {}), source: { system: 'test', type, id, hash }, data };
}

export const encounterLine = (
  hospital: string,
  number: number,
  patient: number,
  more: Readonly<Record<string, unknown>> = {},
): IngestLine =>
  lineOf('Encounter', encounterIdOf(hospital, number), {
    patientId: patientIdOf(patient),
    status: 'FINISHED',
    class: 'AMB',
    facilityId: facilityOf(hospital),
    period: { start: new Date(Date.UTC(2020, 0, 1) + number * 3_600_000).toISOString() },
    ...more,
  });

export const patientLine = (number: number): IngestLine =>
  lineOf('Patient', patientIdOf(number), {
    names: [{ use: 'OFFICIAL', text: `Nguyễn Văn ${number}` }],
    gender: 'MALE',
    birthDate: '1957-03-08',
  });
