import { Supergraph } from '@apollo/federation-internals';
import type { SubgraphSchema } from '@health-graph/composition';
import { InvalidConfiguration } from '@health-graph/errors';
import { createTypeConditions, hiddenNames, type TypeConditions } from '@health-graph/plan-executor';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { isHttpUrl } from './check-config.ts';
import { type CostRules, readCostRules } from './cost/cost-rules.ts';
import { membersOf, type SchemaMembers } from './drift/schema-members.ts';
import { type Endpoint, endpointsOf, refuseSameNames, type SubgraphUrls } from './endpoints.ts';
import { subgraphSchemasOf } from './horizontal/subgraph-schemas.ts';
import { createPlanner, type Planner } from './planning/planner.ts';
import { readRequirements, type SupergraphRequirements } from './sign-in/supergraph-requirements.ts';

/** A supergraph with everything that is derived from it once. */
export interface LoadedSupergraph {
  readonly sdl: string;
  readonly document: DocumentNode;
  /** All of it, what clients do not see included. */
  readonly schema: GraphQLSchema;
  readonly requirements: SupergraphRequirements;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
  readonly types: TypeConditions;
  readonly hiddenNames: ReadonlySet<string>;
  readonly costRules: CostRules;
  /** What was composed of one subgraph; reads all of it when it is first asked. */
  readonly composed: (subgraph: string) => SchemaMembers;
  /** Of all subgraphs. */
  readonly endpoints: readonly Endpoint[];
  /** The SDL of each subgraph; read anew with each call. */
  readonly subgraphSchemas: () => readonly SubgraphSchema[];
  /** True when a field or type carries a class, a scope or asks for sign-in. */
  readonly hasClasses: boolean;
}

/** Also where nothing links them: somebody meant something by them. */
const CLASS_DIRECTIVES = new Set(['policy', 'requiresScopes', 'authenticated']);

/** @throws InvalidConfiguration when the SDL is no supergraph, or a subgraph has no address */
export function loadSupergraph(sdl: string, urls: SubgraphUrls): LoadedSupergraph {
  const supergraph = parseSupergraph(sdl);
  const schema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const document = parse(sdl, { noLocation: true });
  const requirements = readRequirements(document);
  return {
    sdl,
    document,
    schema,
    requirements,
    apiSchema,
    planner: createPlanner(sdl, supergraph),
    types: createTypeConditions(schema),
    hiddenNames: hiddenNames(schema, apiSchema),
    costRules: readCostRules(sdl),
    composed: composedOf(supergraph),
    endpoints: addresses(supergraph, urls),
    subgraphSchemas: () => subgraphSchemasOf(supergraph),
    hasClasses: requirements.all.length > 0 || hasClasses(supergraph),
  };
}

/**
 * `supportedFeatures: null` accepts the authorization directives, which the library's own gateway refuses: this one
 * decides about them itself.
 */
function parseSupergraph(sdl: string): Supergraph {
  try {
    return Supergraph.build(sdl, { supportedFeatures: null, validateSupergraph: true });
  } catch (cause) {
    throw new InvalidConfiguration('The supergraph cannot be read as the output of composition.', { setting: 'supergraphFile' }, { cause });
  }
}

function composedOf(supergraph: Supergraph): LoadedSupergraph['composed'] {
  const known = new Map<string, SchemaMembers>();
  return (name) => {
    const members = known.get(name) ?? membersOf(supergraph.subgraphs().get(name)?.toString() ?? '');
    known.set(name, members);
    return members;
  };
}

function addresses(supergraph: Supergraph, urls: SubgraphUrls): readonly Endpoint[] {
  const subgraphs = new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, urls[name] ?? url]));
  for (const name of Object.keys(urls)) {
    if (!subgraphs.has(name))
      throw new InvalidConfiguration('An address is given for a subgraph that the supergraph does not have.', {
        setting: `subgraphUrls.${name}`,
      });
  }
  const endpoints = [...subgraphs].flatMap(([name, url]) => endpointsOf(name, url));
  for (const { name, url } of endpoints) {
    if (!isHttpUrl(url)) throw new InvalidConfiguration('A subgraph has no http or https address.', { setting: `subgraphUrls.${name}` });
  }
  refuseSameNames(endpoints);
  return endpoints;
}

function hasClasses(supergraph: Supergraph): boolean {
  return supergraph.schema.directives().some((directive) => CLASS_DIRECTIVES.has(directive.name) && directive.applications().size > 0);
}
