import { writeFile } from 'node:fs/promises';
import { connect, type StoreConnection } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningGateway } from '../start.ts';
import {
  label,
  link,
  openGround,
  patientsSdl,
  type RegistryGround,
  startTestSubgraph,
  type TestSubgraph,
  type Told,
  wardsSdl,
} from './testing.ts';

let ground: RegistryGround;
let gateway: RunningGateway;
let replica: RunningGateway;
let wards: TestSubgraph;
let audit: StoreConnection;
beforeAll(async () => {
  ground = await openGround();
  gateway = await ground.open();
  replica = await ground.open({ registry: { storeUrl: ground.store.url, localUrls: true, pollMs: 20 } });
  wards = await startTestSubgraph({
    name: 'wards',
    sdl: wardsSdl,
    patient: () => ({ wardName: 'A1', wardBed: 7 }),
    gatewayUrl: ground.gatewayUrl,
  });
  audit = await connect({ url: ground.store.url, database: 'audit' });
}, 60_000);
afterAll(async () => {
  await audit.close();
  wards.close();
  await ground.close();
});

const grant = () => ({ subgraphs: ['wards'], claims: ['Patient.ward*'], hosts: [new URL(wards.url).host] });
const publication = (sdl = wardsSdl, url = wards.url) => ({ name: 'wards', url, sdl });
const publish = async (body: unknown = publication(), token?: string) =>
  ground.ask(gateway, 'POST', '/registry/publish', token ?? (await ground.partner()), body);
const govern = async (method: string, path: string, body?: unknown) => ground.ask(gateway, method, path, await ground.officer(), body);
const codeOf = ({ body }: Told) =>
  (body['errors'] as readonly { readonly extensions: { readonly code: string } }[] | undefined)?.[0]?.extensions.code;
const findingsOf = ({ body }: Told) => {
  const [error] = body['errors'] as readonly {
    readonly extensions: { readonly findings: readonly { readonly code: string; readonly coordinate: string }[] };
  }[];
  return error?.extensions.findings.map(({ code, coordinate }) => `${code} ${coordinate}`);
};

/** What the last events of the log say, oldest first. */
async function logged(count: number) {
  const events = await audit.mongoose
    .collection('audit_events')
    .find({ 'event.registry': { $exists: true } })
    .sort({ 'event.at': -1, _id: -1 })
    .limit(count)
    .toArray();
  return events.reverse().map(({ event: { outcome, actor, registry } }) => ({ outcome, by: actor?.accountId, ...registry }));
}

async function query(at: RunningGateway, text: string): Promise<Told> {
  return ground.ask(at, 'POST', '/graphql', await ground.physician(), { query: text });
}

/** Asks until the graph is as expected; a change is served within seconds, and nothing tells a client when. */
async function served(at: RunningGateway, text: string, data: unknown): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { body } = await query(at, text);
    if (JSON.stringify(body['data']) === JSON.stringify(data)) return;
    if (performance.now() > deadline) expect(body).toEqual({ data });
  }
}

const ward = '{ patient(id: "1") { name wardName } }';

describe('the registry of a gateway', () => {
  it('begins with the schema of the platform, and says so in the log', async () => {
    const { body } = await govern('GET', '/registry/versions');

    expect(body).toMatchObject({
      active: 1,
      supergraphs: [{ version: 1, publishedBy: 'platform', isServed: true, subgraphs: [{ name: 'patients', version: 1 }] }],
      subgraphs: [{ name: 'patients', version: 1, publishedBy: 'platform', isServed: true }],
    });
    expect(await logged(1)).toEqual([{ outcome: 'success', by: undefined, change: 'publish', subject: 'patients', supergraph: 1 }]);
    await served(gateway, '{ patient(id: "1") { name } }', { patient: { name: 'Lan' } });
  });

  it.each([
    ['POST', '/registry/check'],
    ['POST', '/registry/publish'],
    ['POST', '/registry/rollback'],
    ['GET', '/registry/versions'],
    ['GET', '/registry/grants'],
    ['PUT', '/registry/grants/partner-1'],
    ['DELETE', '/registry/grants/partner-1'],
  ])('refuses %s %s without a token, with a wrong one and to a physician', async (method, path) => {
    const body = method === 'POST' || method === 'PUT' ? {} : undefined;

    expect(await ground.ask(gateway, method, path, undefined, body)).toMatchObject({ status: 401 });
    expect(await ground.ask(gateway, method, path, 'a.b.c', body)).toMatchObject({ status: 401 });
    const refused = await ground.ask(gateway, method, path, await ground.physician(), body);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
  });

  it('lets nobody publish without a grant', async () => {
    const refused = await publish();

    expect([refused.status, codeOf(refused)]).toEqual([403, 'FORBIDDEN']);
    expect(await logged(1)).toEqual([{ outcome: 'refused', by: 'partner-1', change: 'publish', subject: 'wards' }]);
  });

  it('lets no partner grant, revoke or roll back, and no officer publish', async () => {
    const partner = await ground.partner();
    const officer = await ground.officer();

    expect((await ground.ask(gateway, 'PUT', '/registry/grants/partner-1', partner, grant())).status).toBe(403);
    expect((await ground.ask(gateway, 'DELETE', '/registry/grants/partner-1', partner)).status).toBe(403);
    expect((await ground.ask(gateway, 'POST', '/registry/rollback', partner, {})).status).toBe(403);
    expect((await publish(publication(), officer)).status).toBe(403);
  });

  it('lets no token for reading change anything', async () => {
    const reading = await ground.partner('partner-1', 'system/*.rs');

    expect((await publish(publication(), reading)).body).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN', scope: 'system/CapabilityStatement.c' } }],
    });
  });

  it('writes grants, and shows a partner its own', async () => {
    await govern('PUT', '/registry/grants/partner-2', { subgraphs: ['surgery'], hosts: ['graph.example.vn'] });

    const { status, body } = await govern('PUT', '/registry/grants/partner-1', grant());

    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ publisher: 'partner-1', grantedBy: 'officer-1', claims: ['Patient.ward*'] }),
    ]);
    expect((await ground.ask(gateway, 'GET', '/registry/grants', await ground.partner())).body).toMatchObject({
      grants: [{ publisher: 'partner-1' }],
    });
    expect((await govern('GET', '/registry/grants')).body['grants']).toHaveLength(2);
    expect(await logged(1)).toEqual([{ outcome: 'success', by: 'officer-1', change: 'grant', subject: 'partner-1' }]);
  });

  it('checks, and changes nothing', async () => {
    const { status, body } = await ground.ask(
      gateway,
      'POST',
      '/registry/check',
      await ground.partner('partner-1', 'system/*.rs'),
      publication(),
    );

    expect([status, body]).toEqual([200, expect.objectContaining({ isAccepted: true, findings: [] })]);
    expect(body['changes']).toContainEqual(expect.objectContaining({ coordinate: 'Patient.wardName', isBreaking: false }));
    expect((await govern('GET', '/registry/versions')).body).toMatchObject({ active: 1 });
  });

  it('serves what is published, in every replica', async () => {
    const { status, body } = await publish({ ...publication(), note: 'The first.' });

    expect([status, body]).toEqual([200, expect.objectContaining({ version: 1, supergraph: 2, isNew: true })]);
    await served(gateway, ward, { patient: { name: 'Lan', wardName: 'A1' } });
    await served(replica, ward, { patient: { name: 'Lan', wardName: 'A1' } });
    expect(await logged(1)).toEqual([{ outcome: 'success', by: 'partner-1', change: 'publish', subject: 'wards', supergraph: 2 }]);
  });

  it('makes no version of what is served already', async () => {
    expect((await publish()).body).toMatchObject({ version: 1, supergraph: 2, isNew: false });
  });

  it('shows a partner its own versions only', async () => {
    const { body } = await ground.ask(gateway, 'GET', '/registry/versions', await ground.partner());

    expect(body).toEqual({
      active: 2,
      subgraphs: [expect.objectContaining({ name: 'wards', version: 1, isServed: true, note: 'The first.' })],
    });
  });

  it.each([
    ['does not compose', wardsSdl.replace('wardBed: Int', 'wardBed: Nothing'), 'DOES_NOT_COMPOSE wards'],
    ['is no SDL', 'type {', 'SDL_INVALID wards'],
    [
      'has a field without a class',
      wardsSdl.replace(`wardBed: Int ${label('admin')}`, 'wardBed: Int'),
      'UNCLASSIFIED_FIELD Patient.wardBed',
    ],
    [
      'weakens a class',
      wardsSdl.replace(`wardBed: Int ${label('admin')}`, `wardBed: Int ${label('public')}`),
      'WEAKENS_CLASS Patient.wardBed',
    ],
    [
      'claims a field',
      wardsSdl.replace('"Which."', `"Mine." nickname: String ${label('admin')} "Which."`),
      'OUTSIDE_GRANT Patient.nickname',
    ],
    ['claims a type', `${wardsSdl} "Mine." type Bed ${label('admin')} { "A." a: Int }`, 'OUTSIDE_GRANT Bed'],
    [
      'breaks an operation in use',
      wardsSdl.replace(`"Where." wardName: String ${label('admin')}`, ''),
      'BREAKS_OPERATION Patient.wardName',
    ],
  ])('refuses what %s, and serves on what was', async (_what, sdl, finding) => {
    const refused = await publish(publication(sdl));

    expect([refused.status, codeOf(refused)]).toEqual([422, 'PUBLICATION_REFUSED']);
    expect(findingsOf(refused)).toContain(finding);
    expect(await logged(1)).toEqual([
      expect.objectContaining({ outcome: 'refused', by: 'partner-1', findings: expect.arrayContaining([finding]) }),
    ]);
    await served(gateway, ward, { patient: { name: 'Lan', wardName: 'A1' } });
  });

  it('refuses a field that another subgraph has', async () => {
    const sdl = `${wardsSdl} extend type Patient { "As on the identity card." name: String @shareable ${label('admin')} }`;

    // Composition refuses it unless both say that they share it; then the grant does.
    expect(findingsOf(await publish(publication(sdl)))).toEqual(['DOES_NOT_COMPOSE wards']);
  });

  it('refuses the name of another subgraph', async () => {
    expect(findingsOf(await publish({ ...publication(), name: 'patients' }))).toEqual(['OUTSIDE_GRANT patients']);
  });

  it('refuses another host, and credentials in a URL', async () => {
    expect(findingsOf(await publish(publication(wardsSdl, ground.patients.url)))).toEqual(['URL_NOT_ALLOWED wards']);
    expect(findingsOf(await publish(publication(wardsSdl, wards.url.replace('//', '//a:b@'))))).toEqual(['URL_NOT_ALLOWED wards']);
  });

  it.each([
    [{ ...{ name: 'Wards', url: 'https://a.vn', sdl: 'x' } }, 'name'],
    [{ name: 'wards', url: 'https://a.vn' }, 'sdl'],
    [{ name: 'wards', sdl: 'x' }, 'url'],
    [{ name: 'wards', sdl: 'x', url: 'https://a.vn', note: 'a\nb' }, 'note'],
    [[], 'body'],
  ])('refuses a body that is no publication: %j', async (body, argument) => {
    expect((await publish(body)).body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', argument } }] });
  });

  it('lets what nobody uses go', async () => {
    expect((await publish(publication(wardsSdl.replace(` "Which." wardBed: Int ${label('admin')}`, '')))).body).toMatchObject({
      version: 2,
      supergraph: 3,
    });
  });

  it('rolls back in one request, and builds on what is served then', async () => {
    await served(gateway, '{ patient(id: "1") { wardBed } }', undefined);

    const { status, body } = await govern('POST', '/registry/rollback', {});

    expect([status, body]).toEqual([200, { supergraph: 2, from: 3 }]);
    await served(gateway, '{ patient(id: "1") { wardBed } }', { patient: { wardBed: 7 } });
    await served(replica, '{ patient(id: "1") { wardBed } }', { patient: { wardBed: 7 } });
    expect(await logged(1)).toEqual([{ outcome: 'success', by: 'officer-1', change: 'rollback', supergraph: 2 }]);
    expect((await publish(publication(wardsSdl.replace('Which.', 'Which one.')))).body).toMatchObject({ version: 3, supergraph: 4 });
    expect((await govern('POST', '/registry/rollback', { to: 1 })).body).toEqual({ supergraph: 1, from: 4 });
    expect((await govern('POST', '/registry/rollback', { to: 4 })).body).toEqual({ supergraph: 4, from: 1 });
  });

  it('rolls back to no version that is not, or is served', async () => {
    expect(codeOf(await govern('POST', '/registry/rollback', { to: 99 }))).toBe('NOT_FOUND');
    expect(codeOf(await govern('POST', '/registry/rollback', { to: 4 }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await govern('POST', '/registry/rollback', { to: 'x' }))).toBe('BAD_USER_INPUT');
  });

  it('takes publications of two replicas one after the other', async () => {
    const partner = await ground.partner();
    const versions = ['One', 'Two', 'Three', 'Four'].map((word) => publication(wardsSdl.replace('Which.', word)));

    const answers = await Promise.all(
      versions.map((body, index) => ground.ask(index % 2 === 0 ? gateway : replica, 'POST', '/registry/publish', partner, body)),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ body }) => body['supergraph']).sort()).toEqual([5, 6, 7, 8]);
  });

  it('keeps operations without their values', async () => {
    const store = await connect({ url: ground.store.url, database: 'gateway' });
    await query(gateway, 'query Named { patient(id: "079190001234") { name } }');
    await ground.ask(gateway, 'POST', '/registry/check', await ground.partner(), publication()); // Which writes what was counted.

    const stored = await store.mongoose.collection('registry_operations').find().toArray();
    await store.close();

    expect(stored).toContainEqual(
      expect.objectContaining({ name: 'Named', client: 'portal', document: 'query Named{patient(id:""){name}}', count: 1 }),
    );
    expect(JSON.stringify(stored)).not.toContain('079190001234');
  });

  it('publishes the platform’s own schema anew when it changed, and only then', async () => {
    const before = (await govern('GET', '/registry/versions')).body['active'];
    await ground.open();
    expect((await govern('GET', '/registry/versions')).body['active']).toBe(before);

    await writeFile(
      `${ground.schemaFolder}/patients.graphql`,
      `${patientsSdl} extend type Patient { "Also." nick: String ${label('admin')} }`,
    );
    await ground.open();

    expect((await govern('GET', '/registry/versions')).body['active']).toBe(Number(before) + 1);
    await served(gateway, '{ __type(name: "Patient") { fields { name } } }', {
      __type: { fields: ['id', 'name', 'nick', 'wardName', 'wardBed'].map((name) => ({ name })) },
    });
  });

  it('takes no address of this machine in production', async () => {
    const production = await ground.open({ registry: { storeUrl: ground.store.url } });
    const asked = async (url: string) =>
      findingsOf(await ground.ask(production, 'POST', '/registry/publish', await ground.partner(), publication(wardsSdl, url)));
    await govern('PUT', '/registry/grants/partner-1', { ...grant(), hosts: [...grant().hosts, '127.0.0.1', 'localhost', '[::1]'] });

    expect(await asked(wards.url)).toEqual(['URL_NOT_ALLOWED wards']);
    expect(await asked('https://2130706433/graphql')).toEqual(['URL_NOT_ALLOWED wards']);
    expect(await asked('https://localhost/graphql')).toEqual(['URL_NOT_ALLOWED wards']);
    expect(await asked('https://[::1]/graphql')).toEqual(['URL_NOT_ALLOWED wards']);
  });

  it('refuses to lower a class in two steps', async () => {
    const withFloor = (dataClass: string) =>
      publication(wardsSdl.replace('"Which."', `"How high." wardFloor: Int ${label(dataClass)} "Which."`));
    expect((await publish(withFloor('clinical'))).status).toBe(200);
    expect((await publish()).status).toBe(200);

    expect(findingsOf(await publish(withFloor('public')))).toEqual(['WEAKENS_CLASS Patient.wardFloor']);
  });

  it('serves on what was when the platform’s own schema is refused, and says so in the log', async () => {
    await writeFile(`${ground.schemaFolder}/patients.graphql`, `${link} type Query { "A." a: Int }`);

    await ground.open();

    await served(gateway, ward, { patient: { name: 'Lan', wardName: 'A1' } });
    expect(await logged(1)).toEqual([expect.objectContaining({ outcome: 'refused', subject: 'patients', findings: expect.any(Array) })]);
  });

  it('takes a grant back, and serves on what was published', async () => {
    expect((await govern('DELETE', '/registry/grants/partner-1')).status).toBe(200);

    expect((await publish()).status).toBe(403);
    expect(codeOf(await govern('DELETE', '/registry/grants/partner-1'))).toBe('NOT_FOUND');
    await served(gateway, ward, { patient: { name: 'Lan', wardName: 'A1' } });
  });
});
