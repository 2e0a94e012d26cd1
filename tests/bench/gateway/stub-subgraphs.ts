import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createTrustKeyRing } from '@health-graph/subgraph-kit';
import { execute, parse } from 'graphql';
import { records, rootValue } from './stub-data.ts';

/**
 * Four hospital subgraphs whose answers are made once per question and then sent as bytes, so that they are never the
 * bottleneck. Prints one JSON line with their SDL and addresses. With the argument `labelled` their fields carry classes and scopes.
 */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@provides", "@policy", "@requiresScopes"])\n';

/** Names, codes and texts, as the hospital's own are. */
const labelled = (sdl: string): string =>
  sdl.replace(
    /\b(name|code|birthDate|reason|note|dosage|onset): String(?!!)/g,
    '$& @policy(policies: [["clinical"]]) @requiresScopes(scopes: [["user/Patient.r"]])',
  );
const sdlOf = (sdl: string): string => LINK + (process.argv.includes('labelled') ? labelled(sdl) : sdl);
/** Published so that a gateway can sign; that nobody verifies here keeps the stubs out of what is measured. */
const keys = createTrustKeyRing();

const SDL: Readonly<Record<string, string>> = {
  patients: `type Query { patients(first: Int): [Patient!]! patient(id: ID!): Patient me: Patient searchPatients(name: String!, first: Int): [Patient!]! }
    type Patient @key(fields: "id") { id: ID! name: String code: String birthDate: String gender: String address: Address identifiers: [Identifier!] }
    type Address { text: String commune: String }
    type Identifier { system: String value: String }`,
  encounters: `type Query { encounter(id: ID!): Encounter recentEncounters(first: Int): [Encounter!]! }
    type Patient @key(fields: "id") { id: ID! encounters(first: Int): [Encounter!] conditions(first: Int): [Condition!] }
    type Encounter @key(fields: "id") { id: ID! reason: String note: String status: String period: Period patient: Patient medicine: Medicine author: Patient observations(first: Int): [Observation!] }
    type Period { start: String end: String }
    type Observation { code: Coding value: Float unit: String }
    type Condition @key(fields: "id") { id: ID! code: Coding onset: String }
    type Coding { system: String code: String display: String }
    type Medicine @key(fields: "id") { id: ID! encounters(first: Int): [Encounter!] }`,
  pharmacy: `type Query { topMedicines(first: Int): [Medicine!]! medicine(id: ID!): Medicine }
    type Patient @key(fields: "id") { id: ID! prescriptions(first: Int): [Prescription!] }
    type Prescription @key(fields: "id") { id: ID! authoredOn: String dosage: String medicine: Medicine patient: Patient }
    type Medicine @key(fields: "id") { id: ID! name: String form: String price: Int weight: Int }`,
  stock: `type Query { shortages(first: Int): [Medicine!]! }
    type Medicine @key(fields: "id") { id: ID! weight: Int @external price: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
};

async function startStub(name: string, sdl: string): Promise<{ readonly name: string; readonly sdl: string; readonly url: string }> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdlOf(sdl)) }]);
  for (const [typeName, resolveReference] of Object.entries(records)) {
    const type = schema.getType(typeName);
    if (type !== undefined) type.extensions = { apollo: { subgraph: { resolveReference } } };
  }
  const answers = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    if (request.url === '/trust/keys') return void response.end(JSON.stringify(keys.published()));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      const known = answers.get(body);
      if (known !== undefined) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': known.length }).end(known);
        return;
      }
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        readonly query: string;
        readonly variables: Record<string, unknown>;
      };
      void Promise.resolve(execute({ schema, document: parse(query), rootValue, variableValues: variables })).then((result) => {
        const answer = Buffer.from(JSON.stringify({ ...result, extensions: { audit: { entries: [] } } }));
        if (answers.size < 20_000) answers.set(body, answer);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { name, sdl: sdlOf(sdl), url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
}

const stubs = await Promise.all(Object.entries(SDL).map(([name, sdl]) => startStub(name, sdl)));
process.stdout.write(`${JSON.stringify(stubs)}\n`);
