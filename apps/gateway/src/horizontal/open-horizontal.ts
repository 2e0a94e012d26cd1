import { parseHorizontalRules, readHorizontalShare, type SubgraphSchema } from '@health-graph/composition';
import { InvalidConfiguration } from '@health-graph/errors';
import type { Endpoint } from '../endpoints.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createHorizontal, type Horizontal, type HorizontalSubgraph } from './create-horizontal.ts';
import { type Hospital, hospitalsOf } from './hospitals.ts';
import { openLocatorClient } from './locator-client.ts';
import type { HorizontalConfig } from './settings.ts';

export interface OpenHorizontal extends Horizontal {
  close(): Promise<void>;
}

export interface HorizontalParts {
  readonly supergraph: Pick<LoadedSupergraph, 'schema' | 'endpoints' | 'subgraphSchemas'>;
  readonly horizontal: HorizontalConfig | undefined;
  readonly secret: string | undefined;
}

/**
 * What it takes to ask several hospitals; undefined where each subgraph has one endpoint.
 * @throws {InvalidConfiguration} when nothing says how a subgraph of several endpoints is joined
 */
export function openHorizontal({ supergraph, horizontal: config, secret }: HorizontalParts): OpenHorizontal | undefined {
  const { endpoints, schema } = supergraph;
  const several = [...Map.groupBy(endpoints.filter(isOneOfSeveral), ({ subgraph }) => subgraph)];
  if (several.length === 0) return undefined;
  if (config === undefined)
    throw new InvalidConfiguration('Nothing says how a subgraph is joined that several hospitals serve.', { setting: 'horizontal' });
  const rules = parseHorizontalRules(config.rules);
  const schemas = supergraph.subgraphSchemas();
  const subgraphs = several.map(([name, own]) => horizontalSubgraph(name, own, { rules, schemas, config }));
  const locator = endpoints.find(({ name }) => name === config.locator);
  if (locator === undefined)
    throw new InvalidConfiguration('There is no subgraph that knows who holds records of a patient.', { setting: 'horizontal.locator' });
  const client = openLocatorClient(locator, config.deadlineMs);
  const { deadlineMs } = config;
  return { ...createHorizontal({ subgraphs, schema, secret, deadlineMs, locate: client.locate }), close: client.close };
}

const isOneOfSeveral = ({ id, subgraph }: Endpoint): boolean => id !== subgraph;

interface SubgraphParts {
  readonly rules: ReturnType<typeof parseHorizontalRules>;
  readonly schemas: readonly SubgraphSchema[];
  readonly config: HorizontalConfig;
}

function horizontalSubgraph(name: string, endpoints: readonly Endpoint[], { rules, schemas, config }: SubgraphParts): HorizontalSubgraph {
  const { share, faults } = readHorizontalShare(name, rules.get(name), schemas);
  const [fault] = faults;
  if (fault !== undefined)
    throw new InvalidConfiguration('A rule for joining hospitals is missing or wrong.', {
      setting: `horizontal.${name}.${fault.coordinate}`,
      problem: fault.message,
      faults: faults.length,
    });
  const all = endpoints.map((endpoint): Hospital => {
    const { name: title, facilityIds = [] } = config.hospitals[endpoint.id] ?? {};
    return { ...endpoint, title, facilityIds };
  });
  return { share, hospitals: hospitalsOf(all) };
}
