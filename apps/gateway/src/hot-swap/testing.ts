import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { type SupergraphListener, type SupergraphSource, type SupergraphText, supergraphText } from './supergraph-source.ts';

/** A source whose supergraph tests set. */
export interface PushedSource extends SupergraphSource {
  push(sdl: string): SupergraphText;
  /** What it gives cannot be had. */
  fail(failure: unknown): void;
}

export function pushedSource(first: string): PushedSource {
  let text = supergraphText(first);
  const listeners = new Set<SupergraphListener>();
  return {
    current: async () => text,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    push: (sdl) => {
      text = supergraphText(sdl);
      for (const listener of listeners) listener.changed(text);
      return text;
    },
    fail: (failure) => {
      for (const listener of listeners) listener.failed(failure);
    },
  };
}

export type Colour = 'red' | 'green';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** In green, the title moved to the other subgraph, and another field has come in the place of one that went. */
const sdlOf: Readonly<Record<Colour, { readonly things: string; readonly owners: string }>> = {
  red: {
    things: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! colour: String title: String onlyRed: String }',
    owners: 'type Thing @key(fields: "id") { id: ID! owner: String }',
  },
  green: {
    things: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! colour: String onlyGreen: String }',
    owners: 'type Thing @key(fields: "id") { id: ID! owner: String title: String }',
  },
};

/** Two graphs over subgraphs of their own, which answer every field with their colour: an answer of two colours is a mixed one. */
export interface ColouredGraphs {
  /** Each number makes another version of the same meaning. */
  supergraph(colour: Colour, number?: number): string;
  /** The owners of a colour do not answer from now on. */
  hold(colour: Colour): Held;
  /** Connections that are open to the subgraphs of a colour. */
  connections(colour: Colour): number;
  /** Settles when there are no connections to a colour any more. */
  disconnected(colour: Colour): Promise<void>;
  close(): Promise<void>;
}

export interface Held {
  /** Settles when they are asked. */
  readonly asked: Promise<void>;
  /** Lets them answer. */
  release(): void;
}

export async function startColouredGraphs(): Promise<ColouredGraphs> {
  const graphs = { red: await startGraph('red'), green: await startGraph('green') };
  return {
    supergraph: (colour, number = 0) => `# ${number}\n${graphs[colour].supergraph}`,
    hold: (colour) => graphs[colour].gate.hold(),
    connections: (colour) => graphs[colour].sockets.size,
    disconnected: async (colour) => {
      for (const socket of graphs[colour].sockets) await once(socket, 'close');
    },
    close: async () => {
      await Promise.all([graphs.red.close(), graphs.green.close()]);
    },
  };
}

async function startGraph(colour: Colour) {
  const sockets = new Set<Socket>();
  const gate = createGate();
  const things = await startSubgraph({ colour, sdl: sdlOf[colour].things, sockets, pass: async () => undefined });
  const owners = await startSubgraph({ colour, sdl: sdlOf[colour].owners, sockets, pass: gate.pass });
  const { supergraphSdl, errors } = composeServices([
    { name: 'things', url: things.url, typeDefs: parse(`${link} ${sdlOf[colour].things}`) },
    { name: 'owners', url: owners.url, typeDefs: parse(`${link} ${sdlOf[colour].owners}`) },
  ]);
  if (supergraphSdl === undefined) throw new Error(errors?.join('\n'));
  const close = async (): Promise<void> => {
    for (const { server } of [things, owners]) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  };
  return { supergraph: supergraphSdl, sockets, gate, close };
}

function createGate() {
  let shut: { readonly asked: PromiseWithResolvers<void>; readonly opened: PromiseWithResolvers<void> } | undefined;
  return {
    hold: (): Held => {
      shut = { asked: Promise.withResolvers(), opened: Promise.withResolvers() };
      const { asked, opened } = shut;
      const release = (): void => {
        shut = undefined;
        opened.resolve();
      };
      return { asked: asked.promise, release };
    },
    pass: async (): Promise<void> => {
      shut?.asked.resolve();
      await shut?.opened.promise;
    },
  };
}

interface TestSubgraph {
  readonly colour: Colour;
  readonly sdl: string;
  readonly sockets: Set<Socket>;
  /** Waited for before each answer. */
  readonly pass: () => Promise<void>;
}

async function startSubgraph({ colour, sdl, sockets, pass }: TestSubgraph): Promise<{ readonly url: string; readonly server: Server }> {
  const thing = { __typename: 'Thing', id: '1', colour, title: colour, owner: colour, onlyRed: colour, onlyGreen: colour };
  const resolvers = { Query: { thing: () => thing }, Thing: { __resolveReference: () => thing } };
  const typeDefs = parse(`${link} ${sdl.includes('type Query') ? sdl : `type Query { unused: String } ${sdl}`}`);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: sdl.includes('type Query') ? resolvers : { Thing: resolvers.Thing } }]);
  const server = createServer((request, response) => {
    void bodyOf(request).then(async ({ query, variables }) => {
      await pass();
      const result = await graphql({ schema, source: query, variableValues: variables });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, server };
}

async function bodyOf(request: IncomingMessage): Promise<{ readonly query: string; readonly variables: Record<string, unknown> }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
