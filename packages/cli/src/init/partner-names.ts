import { CommandFailed } from '../command-failed.ts';
import { defaultSubgraphUrls } from '../schema/read-schema.ts';

/** One name in the spellings that a project needs. */
export interface PartnerNames {
  /** `dong-ha-rehab`: the subgraph's name in the graph, and its package's. */
  readonly kebab: string;
  /** `dongHaRehab`: how its fields of other types begin, so that no two partners mean the same field. */
  readonly camel: string;
  /** `DongHaRehab`: how its types begin. */
  readonly pascal: string;
}

/** @throws {CommandFailed} for what is no name, or the name of a subgraph that the graph has */
export function partnerNames(name: string): PartnerNames {
  if (!/^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/.test(name) || name.length > 40)
    throw new CommandFailed('The name has small letters and digits, words with hyphens between, and at most 40 characters.', { name });
  if (name in defaultSubgraphUrls) throw new CommandFailed('The graph has a subgraph of this name.', { name });
  const pascal = name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return { kebab: name, camel: pascal.charAt(0).toLowerCase() + pascal.slice(1), pascal };
}

/** `text` of the template, which is a project of the name `rehabilitation`, in this partner's names. */
export const named = (text: string, { kebab, camel, pascal }: PartnerNames): string =>
  text
    .replaceAll(/rehabilitation(?=[A-Z])/g, camel)
    .replaceAll('rehabilitation', kebab)
    .replaceAll('Rehabilitation', pascal);
