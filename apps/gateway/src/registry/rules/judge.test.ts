import { describe, expect, it } from '@jest/globals';
import type { Grant } from './grant.ts';
import { type Case, judge, type Publication } from './judge.ts';
import type { RecordedOperation } from './operation-rule.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@policy", "@requiresScopes", "@override", "@inaccessible", "@tag"])';
const label = (dataClass: string) => `@policy(policies: [["${dataClass}"]]) @requiresScopes(scopes: [["user/Patient.r"]])`;

const publication = (name: string, sdl: string): Publication => ({
  name,
  url: `https://${name}.example.vn/graphql`,
  sdl: `${link}\n${sdl}`,
});

/** The graph that partners join. */
const patients = publication(
  'patients',
  `type Query { "One." patient("Whose." id: ID!): Patient ${label('public')} "All." kinds: [Kind!] ${label('public')} }
   "A person." type Patient @key(fields: "id") {
     "Opaque." id: ID! ${label('public')}
     "As on the identity card." name(upper: Boolean): String ${label('identity')}
     "Where." address: Address ${label('identity')}
   }
   "A place." type Address @shareable ${label('identity')} { "The street." street: String }
   "What kind." enum Kind { "One." A "Two." B }`,
);
const rehabilitation = publication(
  'rehabilitation',
  `type Query { "All." rehabilitationUnits: [String!] ${label('public')} }
   "A person." type Patient @key(fields: "id") { "Opaque." id: ID! ${label('public')} "Its plan." rehabilitationPlan: RehabilitationPlan ${label('clinical')} }
   "A plan." type RehabilitationPlan ${label('clinical')} { "What for." goal: String "How often." sessions("A week." perWeek: Boolean): Int }`,
);

const grant: Grant = {
  publisher: 'p1',
  subgraphs: ['rehabilitation'],
  claims: ['Rehabilitation*', 'Patient.rehabilitation*', 'Query.rehabilitation*'],
  hosts: ['*.example.vn'],
  weakens: [],
};

async function supergraphOf(...subgraphs: readonly Publication[]): Promise<string> {
  const { supergraphSdl, findings } = await judge({ subgraphs, published: [], operations: [] });
  if (supergraphSdl === undefined || findings.length > 0) throw new Error(JSON.stringify(findings));
  return supergraphSdl;
}

/** The findings when `next` is published over the graph of `served`. */
async function findings(next: Publication, served: readonly Publication[], more: Partial<Case> = {}): Promise<readonly string[]> {
  const others = served.filter(({ name }) => name !== next.name);
  const verdict = await judge({
    subgraphs: [...others, next],
    published: [next.name],
    served: await supergraphOf(...served),
    grant,
    operations: [],
    ...more,
  });
  return verdict.findings.map(({ code, coordinate }) => `${code} ${coordinate}`);
}

const changed = (one: Publication, from: string | RegExp, to: string): Publication => {
  const sdl = one.sdl.replace(from, to);
  if (sdl === one.sdl) throw new Error('The change changes nothing.');
  return { ...one, sdl };
};
const beside = (sdl: string): Publication => ({ ...rehabilitation, sdl: `${rehabilitation.sdl}\n${sdl}` });

describe('a publication', () => {
  it('is accepted when it adds what was granted', async () => {
    expect(await findings(rehabilitation, [patients])).toEqual([]);
  });

  it('is accepted again, as it is', async () => {
    expect(await findings(rehabilitation, [patients, rehabilitation])).toEqual([]);
  });

  it('may share a type of values as others have it', async () => {
    const sharing = beside(`"A place." type Address @shareable ${label('identity')} { "The street." street: String }`);

    expect(await findings(changed(sharing, 'goal: String', 'goal: String "Where." place: Address'), [patients])).toEqual([]);
  });

  it('is refused when it cannot be read', async () => {
    expect(await findings({ ...rehabilitation, sdl: 'type Query {' }, [patients])).toEqual(['SDL_INVALID rehabilitation']);
  });

  it('is refused when it does not compose', async () => {
    expect(await findings(changed(rehabilitation, 'RehabilitationPlan @policy', 'Nothing @policy'), [patients])).toEqual([
      'DOES_NOT_COMPOSE rehabilitation',
    ]);
  });
});

describe('classes', () => {
  it('must be on every field', async () => {
    const unclassified = changed(rehabilitation, `[String!] ${label('public')}`, '[String!] @requiresScopes(scopes: [["user/Patient.r"]])');

    expect(await findings(unclassified, [patients])).toEqual(['UNCLASSIFIED_FIELD Query.rehabilitationUnits']);
  });

  it('cannot be left out of a later version', async () => {
    const next = changed(
      rehabilitation,
      `RehabilitationPlan ${label('clinical')} {`,
      'RehabilitationPlan @requiresScopes(scopes: [["user/Patient.r"]]) {',
    );

    expect(await findings(next, [patients, rehabilitation])).toEqual([
      'UNCLASSIFIED_FIELD RehabilitationPlan',
      'WEAKENS_CLASS RehabilitationPlan.goal',
      'WEAKENS_CLASS RehabilitationPlan.sessions',
    ]);
  });

  it('cannot be lowered', async () => {
    const next = changed(rehabilitation, /clinical/g, 'public');

    expect(await findings(next, [patients, rehabilitation])).toEqual([
      'WEAKENS_CLASS Patient.rehabilitationPlan',
      'WEAKENS_CLASS RehabilitationPlan.goal',
      'WEAKENS_CLASS RehabilitationPlan.sessions',
    ]);
  });

  it('come back with a field that was taken away', async () => {
    const formers = [rehabilitation.sdl];
    const back = changed(rehabilitation, /clinical/g, 'public');

    expect(await findings(back, [patients], { formers })).toEqual([
      'WEAKENS_CLASS Patient.rehabilitationPlan',
      'WEAKENS_CLASS RehabilitationPlan.goal',
      'WEAKENS_CLASS RehabilitationPlan.sessions',
    ]);
    expect(await findings(rehabilitation, [patients], { formers })).toEqual([]);
  });

  it('are lowered where security staff agreed', async () => {
    const weakens = ['Patient.rehabilitationPlan', 'RehabilitationPlan.goal', 'RehabilitationPlan.sessions'];

    expect(
      await findings(changed(rehabilitation, /clinical/g, 'public'), [patients, rehabilitation], { grant: { ...grant, weakens } }),
    ).toEqual([]);
  });

  it('may be raised by whoever has the field', async () => {
    const next = changed(rehabilitation, /\[\["clinical"\]\]/g, '[["clinical", "staff"]]');

    expect(await findings(next, [patients, rehabilitation])).toEqual([]);
  });

  it('keep the scopes that go with them', async () => {
    const either = label('public').replace('[["user/Patient.r"]]', '[["user/Patient.r"], ["user/Observation.r"]]');

    expect(
      await findings(changed(rehabilitation, `[String!] ${label('public')}`, `[String!] ${either}`), [patients, rehabilitation]),
    ).toEqual(['WEAKENS_CLASS Query.rehabilitationUnits']);
  });

  it('of a field that others label too cannot be weaker here', async () => {
    const shared = beside(`"A place." type Address @shareable ${label('public')} { "The street." street: String }`);

    expect(await findings(shared, [patients])).toContain('WEAKENS_CLASS Address.street');
  });
});

describe('a grant', () => {
  it('names the subgraph', async () => {
    expect(await findings({ ...rehabilitation, name: 'other' }, [patients])).toEqual(['OUTSIDE_GRANT other']);
  });

  it.each([
    [
      'a type',
      `"Any." type Surgery ${label('clinical')} { "What." what: String } extend type RehabilitationPlan { "Any." surgery: Surgery }`,
      ['OUTSIDE_GRANT Surgery', 'OUTSIDE_GRANT Surgery.what'],
    ],
    ['a field of an entity', `extend type Patient { "Any." nickname: String ${label('identity')} }`, ['OUTSIDE_GRANT Patient.nickname']],
    ['a root field', `extend type Query { "All." people: [Patient!] ${label('public')} }`, ['OUTSIDE_GRANT Query.people']],
    [
      'a value of an enum',
      '"What kind." enum Kind { "One." A "Two." B "Three." C } extend type RehabilitationPlan { "Any." kind: Kind }',
      ['OUTSIDE_GRANT Kind.C'],
    ],
  ])('is needed for %s', async (_what, sdl, expected) => {
    expect(await findings(beside(sdl), [patients])).toEqual(expected);
  });

  it('is needed to hide what others show', async () => {
    const hiding = beside(
      '"What kind." enum Kind { "One." A "Two." B @inaccessible } extend type RehabilitationPlan { "Any." kind: Kind }',
    );

    expect(await findings(hiding, [patients])).toEqual(['OUTSIDE_GRANT Kind.B']);
  });

  it('is needed to make the label of another field stricter, which would hide it from others', async () => {
    const stricter = changed(rehabilitation, `"Opaque." id: ID! ${label('public')}`, `"Opaque." id: ID! ${label('genetic')}`);

    expect(await findings(stricter, [patients])).toContain('OUTSIDE_GRANT Patient.id');
  });

  it('does not help to serve what another subgraph serves', async () => {
    const owner = changed(patients, 'name(upper: Boolean): String', 'name(upper: Boolean): String @shareable');
    const shadowing = beside(
      `extend type Patient { "As on the identity card." name(upper: Boolean): String @shareable ${label('identity')} }`,
    );

    expect(await findings(shadowing, [owner])).toEqual(['SHADOWS_FIELD Patient.name']);
    expect(await findings(shadowing, [owner], { grant: { ...grant, claims: [...grant.claims, 'Patient'] } })).toEqual([
      'SHADOWS_FIELD Patient.name',
    ]);
  });

  it('does not help to take a field over', async () => {
    const taking = beside(
      `extend type Patient { "As on the identity card." name(upper: Boolean): String @override(from: "patients") ${label('identity')} }`,
    );

    expect(await findings(taking, [patients])).toEqual(['SHADOWS_FIELD Patient.name']);
  });

  it("does not help against another hospital's field", async () => {
    const plan = `"Its plan." surgeryDay: String @shareable ${label('clinical')}`;
    const surgery = publication('surgery', `"A person." type Patient @key(fields: "id") { "Opaque." id: ID! ${label('public')} ${plan} }`);

    expect(await findings(beside(`extend type Patient { ${plan} }`), [patients, surgery])).toEqual(['SHADOWS_FIELD Patient.surgeryDay']);
  });

  it('opens no directive that could change what the gateway does', async () => {
    const custom = changed(
      rehabilitation,
      /^extend schema .*\n/,
      `${link.replace('"@tag"', '"@composeDirective"')} @link(url: "https://example.vn/route/v1.0", import: ["@route"]) @composeDirective(name: "@route")
       directive @route(to: String) on FIELD_DEFINITION extend type RehabilitationPlan { "Any." other: String @route(to: "http://127.0.0.1") }\n`,
    );

    expect(await findings(custom, [patients])).toEqual(['OUTSIDE_GRANT @route']);
  });
});

describe('recorded operations', () => {
  const operation = (document: string): RecordedOperation => ({
    hash: 'f'.repeat(64),
    document,
    name: 'Plan',
    clients: [{ name: 'portal', count: 3, lastSeenAt: '2026-11-20T00:00:00.000Z' }],
  });
  const asked = [operation('query Plan($id: ID!) { patient(id: $id) { rehabilitationPlan { goal } } }')];
  const withoutGoal = changed(rehabilitation, '"What for." goal: String ', '');

  it('keep what they use', async () => {
    expect(await findings(withoutGoal, [patients, rehabilitation], { operations: asked })).toEqual([
      'BREAKS_OPERATION RehabilitationPlan.goal',
    ]);
  });

  it('say who uses it', async () => {
    const { findings: found } = await judge({
      subgraphs: [patients, withoutGoal],
      published: ['rehabilitation'],
      served: await supergraphOf(patients, rehabilitation),
      grant,
      operations: asked,
    });

    expect(found[0]?.reason).toContain('Used by Plan of portal (3 times, last on 2026-11-20).');
  });

  it('leave what nobody uses to its owner', async () => {
    expect(await findings(withoutGoal, [patients, rehabilitation])).toEqual([]);
    expect(
      await findings(changed(rehabilitation, '("A week." perWeek: Boolean)', ''), [patients, rehabilitation], { operations: asked }),
    ).toEqual([]);
  });

  it.each([
    ['another type of what they get', 'goal: String', 'goal: Int', 'RehabilitationPlan.goal'],
    ['an argument that must be given', 'goal: String', 'goal("Any." of: Int!): String', 'RehabilitationPlan.goal.of'],
  ])('refuse %s', async (_what, from, to, coordinate) => {
    expect(await findings(changed(rehabilitation, from, to), [patients, rehabilitation], { operations: asked })).toEqual([
      `BREAKS_OPERATION ${coordinate}`,
    ]);
  });

  it('that were broken before do not count', async () => {
    expect(await findings(withoutGoal, [patients, rehabilitation], { operations: [operation('{ gone }')] })).toEqual([]);
  });
});
