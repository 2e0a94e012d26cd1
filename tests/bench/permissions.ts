import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createRequestPermissions, parsePolicyTable, stamp } from '@health-graph/permissions';
import { createGuard, decisionNotes, guardSchema, withGuard } from '@health-graph/subgraph-kit/testing';
import { buildASTSchema, execute, type GraphQLSchema, parse } from 'graphql';

const require = createRequire(import.meta.url);
const rows = 1_000;
const rounds = 60;

const sdl = parse(`
  directive @key(fields: String!) on OBJECT
  directive @policy(policies: [[String!]!]!) on OBJECT | FIELD_DEFINITION
  type Query { conditions: [Condition!] }
  type Condition @key(fields: "id") {
    id: ID! @policy(policies: [["public"]])
    clinicalStatus: String @policy(policies: [["clinical"]])
    onset: String @policy(policies: [["clinical"]])
    note: String @policy(policies: [["clinical"]])
    code: CodeableConcept @policy(policies: [["clinical"]])
    recordedDate: String @policy(policies: [["clinical"]])
  }
  type CodeableConcept { text: String }
`);
const document = parse('{ conditions { id clinicalStatus onset note code { text } recordedDate } }');
const aCondition = (number: number) => ({
  id: `c${number}`,
  clinicalStatus: 'ACTIVE',
  onset: '2019-05',
  note: 'Theo dõi đường huyết.',
  code: { text: 'Đái tháo đường típ 2' },
  recordedDate: '2026-03-08',
});

interface Contestant {
  readonly name: string;
  /** One request, from making its context to its audit entries. */
  run(): Promise<unknown>;
}

/** A list of 1,000 rows with 6 fields: bare, guarded as subgraphs are, and behind graphql-shield's own way. */
export async function run(): Promise<void> {
  const contestants = [bare(), await guarded(), shielded()];
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = -10; round < rounds; round++) {
    for (const { name, run: once } of contestants) {
      const started = process.cpuUsage();
      await once();
      const { user, system } = process.cpuUsage(started);
      if (round >= 0) times.get(name)?.push((user + system) / 1_000);
    }
  }
  const median = (name: string) => (times.get(name) ?? []).toSorted((a, b) => a - b)[rounds / 2] ?? Number.NaN;
  console.log(`A list of ${rows} rows with 6 fields, CPU milliseconds, medians of ${rounds} rounds in turns\n`);
  console.log('| | CPU ms | to the bare list |\n|---|--:|--:|');
  for (const { name } of contestants)
    console.log(`| ${name} | ${median(name).toFixed(2)} | ${(median(name) / median('bare')).toFixed(2)}x |`);
}

function bare(): Contestant {
  const schema = buildASTSchema(sdl);
  return { name: 'bare', run: async () => check(await execute({ schema, document, rootValue: { conditions: list() } })) };
}

const list = () => Array.from({ length: rows }, (_, number) => aCondition(number));

async function guarded(): Promise<Contestant> {
  const table = parsePolicyTable(await readFile(new URL('../../schema/policies.yaml', import.meta.url), 'utf8'));
  const schema = buildASTSchema(sdl);
  const fields = guardSchema(schema, { owns: new Map([['Condition', 'clinical']]) });
  const caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: [], facilityId: 'f1' } as const;
  const facts = { mayAct: true, leads: new Set<string>(), ofPatient: new Map([['p1', { careTeam: true }]]) };
  return {
    name: 'guarded, with audit entries',
    run: async () => {
      const permissions = createRequestPermissions({ table, caller, facts: { of: async () => facts, ofRelated: async () => facts } });
      await permissions.learn(['p1']);
      const stamped = list().map((row) => stamp(row, permissions.standingTo({ patientId: 'p1', facilityId: 'f1', labels: [] })));
      const notes = decisionNotes(fields);
      const contextValue = withGuard({}, createGuard(permissions, notes));
      check(await execute({ schema, document, rootValue: { conditions: stamped }, contextValue }));
      return notes.entries();
    },
  };
}

/** The library as it is meant to be used: a rule for the type. */
function shielded(): Contestant {
  const { rule, shield, allow } = require('graphql-shield') as typeof import('graphql-shield');
  const { applyMiddleware } = require('graphql-middleware') as typeof import('graphql-middleware');
  const mayRead = rule({ cache: 'no_cache' })(async () => true);
  const schema = applyMiddleware(buildASTSchema(sdl), shield({ Query: { '*': allow }, Condition: mayRead })) as GraphQLSchema;
  return {
    name: 'graphql-shield, a rule for the type',
    run: async () => check(await execute({ schema, document, rootValue: { conditions: list() }, contextValue: {} })),
  };
}

function check({ data, errors }: Awaited<ReturnType<typeof execute>>): void {
  const conditions = data?.['conditions'];
  if (errors !== undefined || !Array.isArray(conditions) || conditions.length !== rows)
    throw new Error('The list of the benchmark is not whole.');
}
