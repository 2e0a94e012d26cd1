import { Supergraph } from '@apollo/federation-internals';
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { compose, type SubgraphSchema } from '@health-graph/composition';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { fieldRequirements } from '../../static-permissions/field-requirements.ts';
import { type Finding, sorted } from './finding.ts';
import { loweredSince } from './former-labels.ts';
import type { Grant } from './grant.ts';
import { outsideGrant } from './grant-rule.ts';
import { weakenedLabels } from './label-rule.ts';
import { conventionsBroken } from './lint-rule.ts';
import { brokenOperations, type RecordedOperation } from './operation-rule.ts';

/** A subgraph as it is published. */
export interface Publication {
  readonly name: string;
  readonly sdl: string;
  readonly url: string;
}

/** Everything that is looked at; plain data, because a process apart does the looking. */
export interface Case {
  /** What would be served together: what is published among what stays as it is. */
  readonly subgraphs: readonly Publication[];
  /** Names of those among them that are published now. */
  readonly published: readonly string[];
  /** The supergraph that is served; absent at the very first. */
  readonly served?: string;
  /** What the publisher may do; absent: it is the platform itself, whose schema was reviewed as code. */
  readonly grant?: Grant;
  readonly operations: readonly RecordedOperation[];
  /** SDL of earlier versions of what is published; read before, when they were published. */
  readonly formers?: readonly string[];
}

/** A change of what clients see. */
export interface SchemaChange {
  readonly coordinate: string;
  readonly message: string;
  /** Somebody's operation might break; whether there is one is another question. */
  readonly isBreaking: boolean;
}

/** A supergraph without findings may be served. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Absent: it does not compose. */
  readonly supergraphSdl?: string;
  readonly hints: readonly string[];
  readonly changes: readonly SchemaChange[];
}

/** Looks at a publication with every rule that needs nothing but text. */
export async function judge(asked: Case): Promise<Verdict> {
  const ungranted = asked.published.filter((published) => asked.grant?.subgraphs.includes(published) === false);
  if (ungranted.length > 0) return { findings: ungranted.map(nameNotGranted), hints: [], changes: [] };
  // In one order, so that the supergraph follows from what is in it, not from who came when.
  const parsed = asked.subgraphs.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(schemaOf);
  const unread = parsed.filter((one): one is Finding => 'code' in one);
  if (unread.length > 0) return { findings: unread, hints: [], changes: [] };
  const schemas = parsed.filter((one): one is SubgraphSchema => !('code' in one));
  const name = asked.published.join(', ');
  const conventions = conventionsBroken(schemas, name);
  const composition = compose(schemas);
  if ('errors' in composition) {
    const errors = composition.errors.map(
      (error): Finding => ({ code: 'DOES_NOT_COMPOSE', coordinate: name, reason: `${error.code}: ${error.message}` }),
    );
    return { findings: sorted([...conventions, ...errors]), hints: [], changes: [] };
  }
  const { supergraphSdl } = composition;
  const hints = composition.hints.filter((hint) => !hint.startsWith('[INCONSISTENT_DESCRIPTION]'));
  const unreadable = enforceable(supergraphSdl, name);
  if (asked.served === undefined || unreadable.length > 0)
    return { findings: sorted([...conventions, ...unreadable]), supergraphSdl, hints, changes: [] };
  const { findings, changes } = await compared(asked, asked.served, supergraphSdl);
  return { findings: sorted([...conventions, ...findings]), supergraphSdl, hints, changes };
}

const nameNotGranted = (coordinate: string): Finding => ({
  code: 'OUTSIDE_GRANT',
  coordinate,
  reason: 'This publisher may not publish a subgraph of this name.',
});

function schemaOf({ name, sdl, url }: Publication): SubgraphSchema | Finding {
  try {
    return { name, sdl, url, document: parse(sdl, { maxTokens: maximumTokens }) };
  } catch (failure) {
    return { code: 'SDL_INVALID', coordinate: name, reason: failure instanceof Error ? failure.message : 'It cannot be read.' };
  }
}

/** The largest subgraph of our own has a tenth of it. */
const maximumTokens = 100_000;

/** What is composed is what is enforced: a supergraph that cannot be enforced is none. */
function enforceable(supergraphSdl: string, name: string): readonly Finding[] {
  try {
    fieldRequirements(supergraphSdl);
    return [];
  } catch (failure) {
    return [{ code: 'DOES_NOT_COMPOSE', coordinate: name, reason: failure instanceof Error ? failure.message : 'It cannot be enforced.' }];
  }
}

async function compared(asked: Case, served: string, next: string) {
  const { grant, published, operations } = asked;
  const weakened = grant === undefined ? [] : weakenedSince(asked, grant, served, next);
  const [before, after] = [apiSchemaOf(served), apiSchemaOf(next)];
  const changes = await diff(before, after);
  const findings = [
    ...weakened,
    ...(grant === undefined ? [] : granted(grant, published, parse(served), parse(next))),
    ...brokenOperations({ before, after, changes }, operations),
  ];
  return { findings, changes: changes.filter(isShown).slice(0, shownChanges).map(changeOf) };
}

/** More is no reading for anybody. */
const shownChanges = 200;

function weakenedSince({ subgraphs, published, formers = [] }: Case, { weakens }: Grant, served: string, next: string): readonly Finding[] {
  const before = fieldRequirements(served);
  const known = new Set(before.map(({ type, field }) => `${type}.${field}`));
  const publications = subgraphs.filter(({ name }) => published.includes(name));
  const question = {
    formers: formers.map((sdl) => parse(sdl)),
    isServed: (coordinate: string) => known.has(coordinate),
    mayWeaken: weakens,
  };
  return [
    ...weakenedLabels(before, fieldRequirements(next), weakens),
    ...publications.flatMap(({ sdl }) => loweredSince({ ...question, next: parse(sdl) })),
  ];
}

/** Words about a thing are no change of it, and labels are not for clients. */
const isShown = ({ type }: Change): boolean => !/DESCRIPTION|^DIRECTIVE_/.test(String(type));

const changeOf = ({ criticality, message, path = '' }: Change): SchemaChange => ({
  coordinate: path,
  message,
  isBreaking: criticality.level === CriticalityLevel.Breaking,
});

const granted = (grant: Grant, published: readonly string[], before: DocumentNode, after: DocumentNode): readonly Finding[] =>
  published.flatMap((subgraph) => outsideGrant({ grant, subgraph, before, after }));

const apiSchemaOf = (supergraphSdl: string): GraphQLSchema =>
  Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false })
    .apiSchema()
    .toGraphQLJSSchema({ includeDefer: true });
