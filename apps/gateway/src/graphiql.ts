import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';

const compress = promisify(gzip);

const DEFAULT_QUERY = `# Ctrl-Space completes, Ctrl-Enter runs. The book icon shows what the graph holds.
query WhatIsInTheGraph {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;

/** Nothing may be loaded from, or sent to, any other host; workers are scripts of this host too. */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; worker-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>health-graph</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/app.css" />
    <style>body { margin: 0 } #root { height: 100vh }</style>
  </head>
  <body class="no-focus-outline">
    <div id="root"></div>
    <script src="/graphiql/app.js"></script>
    <script src="/graphiql/start.js"></script>
  </body>
</html>
`;

export interface GraphiqlOptions {
  readonly defaultQuery: string | undefined;
  /** Whether visitors need a token: the page then opens with the editor for headers. */
  readonly asksForSignIn: boolean;
}

interface Asset {
  readonly type: string;
  readonly gzipped: Buffer;
  readonly tag: string;
}

/**
 * GraphiQL from our own `node_modules`: a package brings it bundled, workers included, so that there is nothing to build and
 * nothing comes from a CDN. It is 9 MB of text, so it is read when the first visitor comes.
 */
export function serveGraphiql(server: FastifyInstance, { defaultQuery = DEFAULT_QUERY, asksForSignIn }: GraphiqlOptions): void {
  let assets: Promise<ReadonlyMap<string, Asset>> | undefined;
  server.get('/', (_request, reply) => reply.redirect('/graphql'));
  server.get<{ Params: { readonly name: string } }>('/graphiql/:name', async (request, reply) => {
    assets ??= loadAssets(startScript(defaultQuery, asksForSignIn));
    const asset = (await assets).get(request.params.name);
    return asset === undefined ? reply.code(404).send() : sendAsset(reply, asset, request.headers['if-none-match']);
  });
}

/** The page itself, at the address of the endpoint, for a browser that asks for HTML. */
export function sendGraphiqlPage(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', POLICY)
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(PAGE);
}

function sendAsset(reply: FastifyReply, asset: Asset, knownTag: string | undefined): FastifyReply {
  void reply.header('etag', asset.tag).header('cache-control', 'no-cache').header('x-content-type-options', 'nosniff');
  if (knownTag === asset.tag) return reply.code(304).send();
  return reply.type(asset.type).header('content-encoding', 'gzip').send(asset.gzipped);
}

async function loadAssets(start: string): Promise<ReadonlyMap<string, Asset>> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const texts: readonly (readonly [string, string, string])[] = [
    ['app.js', 'text/javascript', bundle.js],
    ['app.css', 'text/css', bundle.css],
    ['editor.worker.js', 'text/javascript', bundle.editorWorkerService],
    ['json.worker.js', 'text/javascript', bundle.jsonWorker],
    ['graphql.worker.js', 'text/javascript', bundle.graphqlWorker],
    ['start.js', 'text/javascript', start],
  ];
  return new Map(await Promise.all(texts.map(async ([name, type, text]) => [name, await createAsset(type, text)] as const)));
}

async function createAsset(type: string, text: string): Promise<Asset> {
  return {
    type: `${type}; charset=utf-8`,
    gzipped: await compress(text),
    tag: `"${createHash('sha256').update(text).digest('base64url')}"`,
  };
}

function startScript(defaultQuery: string, asksForSignIn: boolean): string {
  const tools = asksForSignIn ? 'headers' : true;
  const options = { title: 'health-graph', endpoint: '/graphql', defaultQuery, defaultEditorToolsVisibility: tools };
  return `self.MonacoEnvironment = {
  globalAPI: false,
  getWorker: (moduleId, label) =>
    new Worker(label === 'graphql' ? '/graphiql/graphql.worker.js' : label === 'json' ? '/graphiql/json.worker.js' : '/graphiql/editor.worker.js'),
};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify(options).replaceAll('<', '\\u003c')});
`;
}
