import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type AskedBy, testGateway } from '@health-graph/subgraph-kit/testing';
import { start } from '../src/start.ts';
import type { Session } from '../src/store/session.ts';

const sessions: readonly Session[] = JSON.parse(await readFile(new URL('../seed/sessions.json', import.meta.url), 'utf8'));
const found = (is: (session: Session) => boolean): Session => sessions.find(is) ?? assert.fail('The seed lacks a session for this test.');
const plain = found(({ diagnosis }) => diagnosis.code === 'E11.4');
const confidential = found(({ diagnosis }) => diagnosis.code === 'B22.7');

const gateway = testGateway('rehabilitation');
let subgraph: Awaited<ReturnType<typeof start>>;
before(async () => {
  const config = { host: '127.0.0.1', port: 0, internalSecret: 'a secret of tests, 32 characters or more', logLevel: 'silent' } as const;
  subgraph = await start({ ...config, trust: gateway.trust, factsOf: gateway.factsOf });
});
after(() => subgraph.close());

interface Answer {
  readonly data?: { readonly [field: string]: unknown; readonly _entities?: readonly unknown[] };
  readonly errors?: readonly { readonly path?: readonly unknown[]; readonly extensions: { readonly code: string } }[];
  readonly extensions?: { readonly audit?: { readonly entries: readonly { readonly fieldsSeen: readonly string[] }[] } };
}

/** Asks as the gateway does. */
async function ask(by: AskedBy, query: string, variables = {}): Promise<Answer> {
  const { text } = await gateway.send(subgraph.url, JSON.stringify({ query, variables }), by);
  return JSON.parse(text);
}

/** A physician of the hospital that made the records, who takes part in the care of this patient and is named to treat the others. */
const treating = (patientId: string, how: 'careTeam' | 'assigned' = 'careTeam'): AskedBy => ({
  caller: { facilityId: plain.facilityId },
  facts: { [patientId]: { [how]: true } },
});

const ofPatient = `query ($ids: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $ids) {
    ... on Patient { rehabilitationSessions(first: $first, after: $after) { edges { node { id focus } } pageInfo { hasNextPage endCursor } } }
  }
}`;
const patients = (...ids: readonly string[]) => ids.map((id) => ({ __typename: 'Patient', id }));
const byId = 'query ($id: ID!) { rehabilitationSession(id: $id) { id focus costVnd diagnosis { code } patient { id } facility { id } } }';

/** The page of the only patient asked about. */
function pageIn({ data, errors }: Answer) {
  assert.equal(errors, undefined);
  const [patient] = data?._entities ?? [];
  return (patient as { rehabilitationSessions: { edges: { node: Session }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } })
    .rehabilitationSessions;
}

describe('the sessions of a patient', () => {
  it('are shown to who treats, the newest first, and the account of it names the fields', async () => {
    const answer = await ask(treating(plain.patientId), ofPatient, { ids: patients(plain.patientId) });

    const own = sessions.filter(({ patientId }) => patientId === plain.patientId);
    assert.deepEqual(
      pageIn(answer).edges.map(({ node }) => node.id),
      own.map(({ id }) => id).toReversed(),
    );
    const seen = answer.extensions?.audit?.entries.flatMap(({ fieldsSeen }) => fieldsSeen);
    assert.ok(seen?.includes('RehabilitationSession.focus'));
  });

  it('come page by page, none twice and none lost', async () => {
    const by = treating(plain.patientId);
    const ids = patients(plain.patientId);
    const first = pageIn(await ask(by, ofPatient, { ids, first: 3 }));
    const second = pageIn(await ask(by, ofPatient, { ids, first: 3, after: first.pageInfo.endCursor }));

    const whole = pageIn(await ask(by, ofPatient, { ids }));
    assert.deepEqual([...first.edges, ...second.edges], whole.edges);
    assert.deepEqual([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage], [true, false]);
  });

  it('are refused to a stranger, and not shown as an empty list', async () => {
    const { data, errors } = await ask({ caller: {} }, ofPatient, { ids: patients(plain.patientId) });

    assert.deepEqual(data?._entities, [{ rehabilitationSessions: null }]);
    assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN');
  });

  it('lack one with a confidential diagnosis, unless who asks is named to treat it', async () => {
    const ids = patients(confidential.patientId);
    const inCareTeam = pageIn(await ask(treating(confidential.patientId), ofPatient, { ids }));
    const assigned = pageIn(await ask(treating(confidential.patientId, 'assigned'), ofPatient, { ids }));

    assert.deepEqual(inCareTeam.edges, []);
    assert.deepEqual(
      assigned.edges.map(({ node }) => node.id),
      [confidential.id],
    );
  });
});

describe('a session', () => {
  it('is null where there is none, and where the caller may not know of it', async () => {
    const unknown = await ask(treating(plain.patientId), byId, { id: '00000000000000000000000000' });
    const hidden = await ask({ caller: {} }, byId, { id: plain.id });

    assert.deepEqual([unknown.data, unknown.errors], [{ rehabilitationSession: null }, undefined]);
    assert.deepEqual([hidden.data, hidden.errors], [unknown.data, unknown.errors]);
  });

  it('keeps its cost from who treats: that is of class billing', async () => {
    const { data, errors } = await ask(treating(plain.patientId), byId, { id: plain.id });

    const { id, focus, diagnosis, patientId, facilityId } = plain;
    const shown = {
      id,
      focus,
      costVnd: null,
      diagnosis: { code: diagnosis.code },
      patient: { id: patientId },
      facility: { id: facilityId },
    };
    assert.deepEqual(data, { rehabilitationSession: shown });
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path, extensions.code]),
      [[['rehabilitationSession', 'costVnd'], 'FORBIDDEN']],
    );
  });

  it('is shown to nobody who did not come through the gateway', async () => {
    const body = JSON.stringify({ query: byId, variables: { id: plain.id } });
    const response = await fetch(subgraph.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    assert.equal(response.status, 401);
  });
});

describe('the number of sessions', () => {
  it('is for who counts, and for nobody else', async () => {
    const query = '{ rehabilitationSessionTotal }';
    const analyst = await ask({ caller: { role: 'health-department-analyst', purpose: 'PUBHLTH' } }, query);
    const physician = await ask({ caller: {} }, query);

    assert.deepEqual(analyst.data, { rehabilitationSessionTotal: sessions.filter(({ status }) => status === 'DONE').length });
    assert.deepEqual([physician.data, physician.errors?.[0]?.extensions.code], [{ rehabilitationSessionTotal: null }, 'FORBIDDEN']);
  });
});

describe('several patients', () => {
  it('are answered in their order, each with their own sessions', async () => {
    const others = [...new Set(sessions.map(({ patientId }) => patientId))].filter((id) => id !== confidential.patientId);
    const facts = Object.fromEntries(others.map((id) => [id, { careTeam: true }]));
    const { data, errors } = await ask({ ...treating(plain.patientId), facts }, ofPatient, { ids: patients(...others) });

    assert.equal(errors, undefined);
    const shown = (data?._entities ?? []).map((patient) =>
      (patient as { rehabilitationSessions: { edges: { node: Session }[] } }).rehabilitationSessions.edges
        .map(({ node }) => node.id)
        .sort(),
    );
    const kept = others.map((id) => sessions.flatMap((session) => (session.patientId === id ? [session.id] : [])).sort());
    assert.deepEqual(shown, kept);
  });
});
