import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HealthGraph, startHealthGraph, temporaryFolder } from './health-graph.ts';

/** Vinh takes lopinavir/ritonavir from the HIV clinic; the doctor on duty in emergency may not know it, and must be warned all the same. */
const clinic = ['--as', 'bs.long'];
const emergency = ['--as', 'bs.viet', '--purpose', 'ETREAT'];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: HealthGraph;
let vinh: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  graph = await startHealthGraph(folder.path, ['--people', '30']);
  const found = await graph.ask('{ patients(name: "Hoang Quoc Vinh") { edges { node { id } } } }', {}, clinic);
  vinh = String(listIn(found.data, 'patients')[0]?.node['id']);
  const input = { patientId: vinh, reason: 'Hôn mê, cần biết thuốc đang dùng.', idempotencyKey: 'emergency-1' };
  const opened = await graph.ask('mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { expiresAt } }', { input }, [
    ...emergency,
    '--scope',
    'user/*.cruds',
  ]);
  expect(opened.errors).toBeUndefined();
}, 120_000);
afterAll(async () => {
  await graph?.stop();
  await folder?.remove();
});

type Node = Readonly<Record<string, unknown>>;
const listIn = (parent: Node | null | undefined, field: string) =>
  (parent?.[field] as { readonly edges: readonly { readonly node: Node }[] } | undefined)?.edges ?? [];

const check = (as: readonly string[], patientId: string, ingredient: string) =>
  graph.ask(
    `query ($input: PrescriptionCheckInput!) {
      checkPrescription(input: $input) { status blocksSigning alerts { kind level ingredients mechanism consequence management source contact } }
    }`,
    { input: { patientId, ingredients: [ingredient] } },
    as,
  );

const opaque = {
  kind: 'OPAQUE',
  level: null,
  ingredients: null,
  mechanism: null,
  consequence: null,
  management: expect.any(String),
  source: null,
  contact: expect.any(String),
};

describe('a check of a prescription, over the whole graph', () => {
  it('names the drug to the doctor of the HIV clinic', async () => {
    const { data } = await check(clinic, vinh, 'simvastatin');

    expect(data?.['checkPrescription']).toMatchObject({
      status: 'ALERTS',
      blocksSigning: true,
      alerts: [{ kind: 'INTERACTION', level: 'CONTRAINDICATED', ingredients: ['lopinavir/ritonavir', 'simvastatin'] }],
    });
  });

  it('warns the doctor on duty in the one way that tells nothing', async () => {
    const answer = await check(emergency, vinh, 'lovastatin');

    expect(answer).toEqual({
      data: { checkPrescription: { status: 'ALERTS', blocksSigning: true, alerts: expect.arrayContaining([opaque]) } },
    });
    expect(JSON.stringify(answer)).not.toMatch(/lopinavir|ritonavir|HIV|Hy Vọng/i);
  });

  it('is refused to a stranger in the same words as for nobody at all', async () => {
    const [known, unknown] = [
      await check(['--as', 'bs.my'], vinh, 'simvastatin'),
      await check(['--as', 'bs.my'], '0'.repeat(26), 'simvastatin'),
    ];

    expect(known).toMatchObject({ data: { checkPrescription: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(unknown).toEqual(known);
  });

  it('is told to the patient as done by the system for the doctor', async () => {
    const query =
      'query ($id: ID!) { patient(id: $id) { accessLog(first: 100) { edges { node { role onBehalfOf { id } categories } } } } }';
    const { data } = await graph.ask(query, { id: vinh }, ['--as', 'bn.vinh']);

    const bySystem = listIn(data?.['patient'] as Node, 'accessLog').filter(({ node }) => node['role'] === 'SYSTEM');
    expect(bySystem.length).toBeGreaterThan(0);
    for (const { node } of bySystem) expect(node).toMatchObject({ onBehalfOf: { id: expect.any(String) } });
  });

  it('cannot be repeated until the list of medicines is through', async () => {
    const codes: unknown[] = [];
    for (let count = 0; count < 25; count++) codes.push((await check(emergency, vinh, 'metformin')).errors?.[0]?.extensions?.['code']);

    expect(codes.filter((code) => code === undefined).length).toBeLessThan(21);
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });
});
