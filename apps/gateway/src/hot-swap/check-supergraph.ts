import { InvalidConfiguration } from '@health-graph/errors';
import { isProtected } from '@health-graph/subgraph-kit';
import type { Config } from '../settings.ts';
import { createStaticPermissions, type StaticPermissions } from '../static-permissions/static-permissions.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph.ts';
import type { SupergraphText } from './supergraph-source.ts';

/** A supergraph that this gateway can serve as it is configured. */
export interface CheckedSupergraph {
  readonly version: string;
  readonly supergraph: LoadedSupergraph;
  /** Absent: nothing is enforced. */
  readonly permissions: StaticPermissions | undefined;
}

/**
 * All that may refuse a supergraph, before anything is opened for it. Classes are served by asking who may see them, or not at all.
 * @throws {InvalidConfiguration}
 */
export function checkSupergraph({ version, sdl }: SupergraphText, config: Config): CheckedSupergraph {
  const supergraph = loadSupergraph(sdl, config.subgraphUrls);
  const { enforcement, isOpen } = config;
  if (isOpen && supergraph.hasClasses)
    throw new InvalidConfiguration('An open gateway refuses a supergraph whose fields carry classes.', { setting: 'open' });
  if (enforcement === undefined) return { version, supergraph, permissions: undefined };
  const permissions = createStaticPermissions(supergraph, enforcement.policies);
  for (const { name, url } of supergraph.endpoints) {
    if (!isProtected(url))
      throw new InvalidConfiguration('The keys of a subgraph are trusted over https, or from this machine.', {
        setting: `subgraphUrls.${name}`,
      });
  }
  return { version, supergraph, permissions };
}
