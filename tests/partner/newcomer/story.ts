import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { patients } from '@health-graph/fixtures';
import { freePort } from '@health-graph/subgraph-kit/testing';
import { root } from '../../architecture/source-files.ts';
import { borrowModules } from './borrow-modules.ts';
import { type Console, openConsole } from './console.ts';
import { editOneField } from './edit-one-field.ts';

export interface StoryOptions {
  /** Where the graph keeps its data and the partner its project. */
  readonly folder: string;
  /** Size of the synthetic province. */
  readonly people: number;
  /** `npm` asks the registry; `borrowed` finds in this repository what `npm install` would bring, and needs `folder` to be below it. */
  readonly modules: 'npm' | 'borrowed';
  readonly write: (text: string) => void;
}

export interface Told {
  /** From `init` to the answer. */
  readonly seconds: number;
  /** What the gateway answered to the last question. */
  readonly answer: unknown;
}

const name = 'ba-don-rehab';
const account = 'he-thong.ba-don';

/** An IT team of a partner hospital joins the graph, typing what the README says. */
export async function tellStory({ folder, people, modules, write }: StoryOptions): Promise<Told> {
  const console = openConsole(write);
  const [data, project] = [join(folder, 'data'), join(folder, name)];
  await mkdir(folder, { recursive: true });
  try {
    console.say('The platform team has a graph.');
    const up = `npx health-graph up --data ${data} --port 0 --people ${people}`;
    const gateway = urlIn(await console.start({ line: up, folder: root, ready: /^health-graph ready / }));
    const since = performance.now();
    await writeSubgraph(console, project, modules);
    const settings = await admit(console, { data, project });
    await joinGraph(console, { project, gateway, token: settings.token });
    const answer = await askAsPatient(console, { data, gateway });
    const seconds = (performance.now() - since) / 1_000;
    write(`\nFrom init to the answer: ${seconds.toFixed(1)} s.\n`);
    return { seconds, answer };
  } finally {
    await console.close();
  }
}

async function writeSubgraph(console: Console, project: string, modules: StoryOptions['modules']): Promise<void> {
  console.say('The partner writes a subgraph.');
  await console.run({
    line: `npx health-graph init partner ${project} --name ${name}`,
    folder: root,
    shows: (line) => line.startsWith('The subgraph'),
  });
  if (modules === 'npm')
    await console.run({ line: 'npm install --no-audit --no-fund', folder: project, shows: (line) => /^added/.test(line) });
  else await console.do('our packages out of vendor/, all others from this repository', () => borrowModules(project));
  await console.do('one field more: schema.graphql, src/store/session.ts, seed/sessions.json', () => editOneField(project));
  await console.run({ line: 'npm test', folder: project, shows: (line) => /^ℹ (?:pass|fail)/.test(line) });
  await console.run({ line: 'npm run conform', folder: project, shows: (line) => / passed, /.test(line) });
}

interface Places {
  readonly data: string;
  readonly project: string;
}

/** What the platform team does for a partner: a grant, settings with a secret, and an account for its system, which the seed has. */
async function admit(console: Console, { data, project }: Places): Promise<{ readonly token: string }> {
  console.say('The platform team lets it in.');
  const claims = ['BaDonRehab*', 'Patient.baDonRehab*', 'Query.baDonRehab*'].map((claim) => `--claim '${claim}'`).join(' ');
  await console.run({
    line: `npx health-graph registry grant --as an.son --publisher-as ${account} --subgraph ${name} ${claims} --host 127.0.0.1:${await port} --data ${data}`,
    folder: root,
  });
  await console.run({ line: `npx health-graph init env --name ${name} --data ${data} > ${join(project, '.env')}`, folder: root });
  const scope = 'system/CapabilityStatement.cr';
  const token = await console.run({ line: `npx health-graph token --as ${account} --scope ${scope} --data ${data}`, folder: root });
  return { token: token.trim() };
}

const port = freePort();

interface Joining {
  readonly project: string;
  readonly gateway: string;
  readonly token: string;
}

async function joinGraph(console: Console, { project, gateway, token }: Joining): Promise<void> {
  console.say('The partner joins the graph.');
  const url = urlIn(await console.start({ line: 'npm start', folder: project, env: { PORT: `${await port}` }, ready: / ready http/ }));
  const env = { HEALTH_GRAPH_GATEWAY: gateway, HEALTH_GRAPH_TOKEN: token };
  const publication = `--name ${name} --url ${url} --schema schema.graphql`;
  const shows = (line: string) => line.startsWith(name);
  await console.run({ line: `npx health-graph check ${publication}`, folder: project, env, shows });
  await console.run({ line: `npx health-graph publish ${publication}`, folder: project, env, shows });
}

const question = `{ patient(id: "${patients.hoa.patientId}") { name { text } baDonRehabSessions(first: 1) { edges { node { start status room costVnd facility { name } } } } } }`;

/** Of the patients subgraph the name, of the partner the session, of identity the hospital. */
async function askAsPatient(console: Console, { data, gateway }: { readonly data: string; readonly gateway: string }): Promise<unknown> {
  console.say('A patient asks for what the hospital knows.');
  const token = await console.run({ line: `npx health-graph token --as bn.hoa --data ${data}`, folder: root });
  let answer: unknown;
  await console.do(`asks the gateway: ${question}`, async () => {
    answer = await servedAnswer(gateway, token.trim());
  });
  return answer;
}

const patienceMs = 10_000;

/** The gateway takes a new supergraph within seconds; until then it does not know the field. */
async function servedAnswer(gateway: string, token: string): Promise<unknown> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const response = await fetch(gateway, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: question }),
    });
    const answer: unknown = await response.json();
    if (response.status !== 400 || Date.now() > until) return answer;
    await wait(100);
  }
}

const urlIn = (line: string): string => / (http\S+)$/.exec(line)?.[1] ?? '';
