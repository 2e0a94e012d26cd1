import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createTrustKeyRing } from '@health-graph/subgraph-kit';
import { execute, parse } from 'graphql';

/**
 * Four hospital subgraphs whose answers are made once per question and then sent as bytes, so that they are never the
 * bottleneck. Prints one JSON line with their SDL and addresses. With the argument `labelled` their fields carry classes and scopes.
 */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@provides", "@policy", "@requiresScopes"])\n';

/** Names, codes and texts, as the hospital's own are. */
const labelled = (sdl: string): string =>
  sdl.replace(
    /\b(name|code|birthDate|reason|note): String/g,
    '$& @policy(policies: [["clinical"]]) @requiresScopes(scopes: [["user/Patient.r"]])',
  );
const sdlOf = (sdl: string): string => LINK + (process.argv.includes('labelled') ? labelled(sdl) : sdl);
/** Published so that a gateway can sign; that nobody verifies here keeps the stubs out of what is measured. */
const keys = createTrustKeyRing();

const SDL: Readonly<Record<string, string>> = {
  patients: `type Query { patients(first: Int): [Patient!]! me: Patient }
    type Patient @key(fields: "id") { id: ID! name: String code: String birthDate: String }`,
  encounters: `type Patient @key(fields: "id") { id: ID! encounters: [Encounter!] }
    type Encounter @key(fields: "id") { id: ID! reason: String note: String patient: Patient medicine: Medicine author: Patient }
    type Medicine @key(fields: "id") { id: ID! encounters: [Encounter!] }`,
  pharmacy: `type Query { topMedicines(first: Int): [Medicine!]! }
    type Medicine @key(fields: "id") { id: ID! name: String price: Int weight: Int }`,
  stock: `type Medicine @key(fields: "id") { id: ID! weight: Int @external price: Int @external inStock: Boolean shippingEstimate: Int @requires(fields: "price weight") }`,
};

const patients = Array.from({ length: 6 }, (_, index) => ({
  id: `patient-${index}`,
  name: `Nguyễn Thị ${'ABCDEF'[index]}`,
  code: `BN-0000${index}`,
  birthDate: '1957-03-08',
  encounters: [] as object[],
}));
const medicines = Array.from({ length: 9 }, (_, index) => ({
  id: `medicine-${index}`,
  name: `Paracetamol ${index * 100 + 100} mg`,
  price: 1000 * index,
  weight: 10 * index,
  inStock: index % 2 === 0,
  shippingEstimate: index * 50,
  encounters: [] as object[],
}));
for (let index = 0; index < 24; index++) {
  const patient = patients[index % patients.length];
  const medicine = medicines[index % medicines.length];
  if (patient === undefined || medicine === undefined) continue;
  const encounter = {
    id: `encounter-${index}`,
    reason: 'Sốt cao ba ngày',
    note: 'Khám tổng quát, họng đỏ, phổi trong, tim đều. '.repeat(2),
    patient,
    author: patient,
    medicine,
  };
  patient.encounters.push(encounter);
  medicine.encounters.push(encounter);
}

const records: Readonly<Record<string, readonly { readonly id: string }[]>> = {
  Patient: patients,
  Medicine: medicines,
  Encounter: patients.flatMap(({ encounters }) => encounters as { readonly id: string }[]),
};

const rootValue = { patients, me: patients[0], topMedicines: medicines.slice(0, 5) };

async function startStub(name: string, sdl: string): Promise<{ readonly name: string; readonly sdl: string; readonly url: string }> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdlOf(sdl)) }]);
  for (const [typeName, list] of Object.entries(records)) {
    const type = schema.getType(typeName);
    if (type === undefined) continue;
    type.extensions = {
      apollo: { subgraph: { resolveReference: ({ id }: { readonly id: string }) => list.find((record) => record.id === id) ?? null } },
    };
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
        answers.set(body, answer);
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
