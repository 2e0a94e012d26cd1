import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { patients, seedId, staff } from '@health-graph/fixtures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordsIn } from '../exchange/store-content.ts';
import { type Answer, type HealthGraph, runCommand, startHealthGraph, temporaryFolder } from './health-graph.ts';

const hoa = patients.hoa.patientId;
const chart = `query Chart($id: ID!) { patient(id: $id) { conditions(first: 5) { edges { node { id code { text } recordedDate } } } } }`;
const accessLog = `query WhoLooked($id: ID!) { patient(id: $id) { accessLog(first: 100) { edges { node {
  at outcome purpose role practitioner { id } facility { name } categories refusedCategories grounds } } } } }`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: HealthGraph;

beforeAll(async () => {
  folder = await temporaryFolder();
  graph = await startHealthGraph(folder.path, ['--people', '30']);
}, 300_000);
afterAll(async () => {
  await graph?.stop();
  await folder?.remove();
});

interface Served extends Answer {
  readonly status: number;
  readonly requestId: string | null;
}

/** Asks as somebody who signed in. */
async function askAs(username: string, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Served> {
  const { stdout, stderr, code } = await runCommand(['token', '--as', username, '--data', folder.path]);
  if (code !== 0) throw new Error(`There is no token: ${stderr}`);
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stdout.trim()}` },
    body: JSON.stringify({ query, variables }),
  });
  return { ...((await response.json()) as Answer), status: response.status, requestId: response.headers.get('x-request-id') };
}

type Node = Readonly<Record<string, unknown>>;

/** The nodes of the list that these fields lead to; none where something on the way is null. */
function nodesOf(data: unknown, ...path: readonly string[]): readonly Node[] {
  const list = path.reduce<unknown>((value, field) => (value as Node | null | undefined)?.[field], data);
  return (list as { readonly edges: readonly { readonly node: Node }[] } | null | undefined)?.edges.map(({ node }) => node) ?? [];
}

const logOf = async (username: string) => nodesOf((await askAs(username, accessLog, { id: hoa })).data, 'patient', 'accessLog');

describe('who looked at a record', () => {
  it('is told to the person: who, where, what for and which categories', async () => {
    const { data } = await askAs('bs.hanh', chart, { id: hoa });
    expect(nodesOf(data, 'patient', 'conditions').length).toBeGreaterThan(0);

    const [look] = await logOf('bn.hoa');

    expect(look).toMatchObject({
      outcome: 'SEEN',
      purpose: 'TREAT',
      role: 'PHYSICIAN',
      practitioner: { id: staff.hanh.practitionerId },
      facility: { name: expect.any(String) },
      categories: expect.arrayContaining(['CLINICAL']),
      grounds: expect.arrayContaining(['CARE_TEAM']),
    });
  }, 60_000);

  it('tells the person also who tried and was refused', async () => {
    await askAs('bs.viet', chart, { id: hoa });

    expect((await logOf('bn.hoa')).some(({ outcome }) => outcome === 'REFUSED')).toBe(true);
  }, 60_000);

  it('is told to nobody else, as if there were no such person', async () => {
    const [another, unknown] = [
      await askAs('bn.tung', accessLog, { id: hoa }),
      await askAs('bn.tung', accessLog, { id: seedId('Patient', 'nobody') }),
    ];

    expect(another.data).toEqual({ patient: null });
    expect([another.data, another.errors]).toEqual([unknown.data, unknown.errors]);
  }, 60_000);

  it('is found by a security officer, by the request id of the answer', async () => {
    const { requestId } = await askAs('bs.hanh', chart, { id: hoa });

    const { data } = await askAs(
      'an.son',
      'query Log($id: ID!) { auditEvents(patientId: $id) { edges { node { requestId operationName entries { fieldsSeen } } } } }',
      {
        id: hoa,
      },
    );

    expect(nodesOf(data, 'auditEvents').find((event) => event['requestId'] === requestId)).toMatchObject({
      operationName: 'Chart',
      entries: [{ fieldsSeen: expect.arrayContaining(['Condition.code']) }],
    });
  }, 60_000);
});

describe('the log of a running graph', () => {
  it('is whole, and its key is for its owner only', async () => {
    const { code, stdout } = await runCommand(['audit', 'verify', '--data', folder.path]);

    expect(stdout).toMatch(/^gateway-1: \d+ events, signed up to \d+\nThe audit log is whole\.\n$/);
    expect(code).toBe(0);
    expect((await stat(join(folder.path, 'anchors', 'private-key.pem'))).mode & 0o777).toBe(0o600);
  }, 60_000);

  it('holds no name, number or value, neither of what was shown nor of what was asked', async () => {
    const asked = `{ patients(name: "${patients.hoa.name}", first: 5) { edges { node { name { text } birthDate } } } }`;
    const byNumber = 'query ($value: String!) { patientByIdentifier(system: "urn:health-graph:vn:cccd", value: $value) { id } }';
    const { data } = await askAs('bn.hoa', 'query ($id: ID!) { patient(id: $id) { name { text } birthDate identifiers { value } } }', {
      id: hoa,
    });
    const own = data?.['patient'] as {
      readonly name: { readonly text: string };
      readonly birthDate: string;
      readonly identifiers: readonly { readonly value: string }[];
    };
    expect(own).toMatchObject({ name: { text: patients.hoa.name }, birthDate: patients.hoa.birthDate });
    await askAs('td.oanh', asked);
    for (const { value } of own.identifiers) await askAs('td.oanh', byNumber, { value });

    const log = JSON.stringify(await recordsIn(folder.path, 'audit', 'audit_events', {}));

    const people = [...Object.values(patients), ...Object.values(staff)].map(({ name }) => name);
    const numbers = own.identifiers.map(({ value }) => value);
    expect([...people, ...numbers, own.birthDate, 'E11.9'].filter((word) => log.includes(word))).toEqual([]);
    expect(numbers.length).toBeGreaterThan(0);
  }, 60_000);

  it('is exported as AuditEvents of the patient, without a name', async () => {
    const file = join(folder.path, 'export.ndjson');
    const { code } = await runCommand(['audit', 'export', '--patient', hoa, '--data', folder.path, '--out', file, '--json']);

    const text = await readFile(file, 'utf8');
    const events = text
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            readonly resourceType: string;
            readonly entity: readonly { readonly what?: { readonly reference?: string } }[];
          },
      );
    expect(code).toBe(0);
    expect(events.length).toBeGreaterThan(0);
    expect(
      events.every(
        ({ resourceType, entity }) => resourceType === 'AuditEvent' && entity.some(({ what }) => what?.reference === `Patient/${hoa}`),
      ),
    ).toBe(true);
    expect(text).not.toContain(patients.hoa.name);
    expect(text).not.toContain(staff.hanh.name);
  }, 60_000);
});
