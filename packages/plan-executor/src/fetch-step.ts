import { Kind, parse, type SelectionSetNode } from 'graphql';
import { parseAnswer, parseEntities, type SubgraphAnswer, type SubgraphError } from './answer.ts';
import { type CompiledCheck, compileCheck } from './answer-check.ts';
import { type ContextVariables, compileContext } from './context-variables.ts';
import { askFor, askForAll, createPaths, type EntityQuestion, type FetchPaths, findObjects, findPlaces } from './entity-question.ts';
import { commonPrefix } from './error-sink.ts';
import { type ExpectedAnswer, entitiesAnswer, rootAnswer } from './expected-answer.ts';
import { copyJson, type JsonObject } from './json.ts';
import { mergeFlat, mergeInto } from './merge.ts';
import type { PathWalker, Place, ResponsePath } from './path-walker.ts';
import type { FetchNode } from './query-plan.ts';
import { compileRepresentation, type Representation } from './representation.ts';
import { type BodyTemplate, compileBody } from './request-body.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';

/** A fetch with all that is known before the first request. */
interface CompiledFetch {
  readonly node: FetchNode;
  readonly paths: FetchPaths;
  readonly body: BodyTemplate;
  readonly rewrite: Rewrite | undefined;
  readonly types: TypeConditions;
  /** Another fetch of the plan may ask the very same, so that answers are kept until the request ends. */
  readonly isShared: boolean;
  readonly check: CompiledCheck;
  /** The entities have no nested objects: nothing in them can be shared by mistake, and no path leads through them. */
  readonly isFlat: boolean;
}

export interface FetchOptions {
  readonly node: FetchNode;
  /** Where the plan stands: several when equal fetches for several paths were folded into one. */
  readonly walkers: readonly PathWalker[];
  readonly types: TypeConditions;
  readonly isShared: boolean;
}

export function compileFetch({ node, walkers, types, isShared }: FetchOptions): Step {
  const paths = createPaths(walkers);
  const selection = readSelection(node.operation);
  const isEntityFetch = node.requires !== undefined && node.requires.length > 0;
  const body = compileBody(node);
  const rewrite = compileRewrites(node.outputRewrites, types);
  const check = compileCheck(node, selection, types);
  const compiled: CompiledFetch = { node, paths, body, rewrite, types, isShared, check, isFlat: isEntityFetch && isFlat(selection) };
  if (!isEntityFetch) return compileRootFetch(compiled, rootNames(selection));
  const representation = compileRepresentation(node.requires ?? [], node.inputRewrites, types);
  const context = compileContext(node.contextRewrites, types);
  if (context !== undefined) return (run) => fetchByContext(run, compiled, representation, context);
  const key = `${paths.key}#${JSON.stringify([node.requires, node.inputRewrites])}`;
  return (run) => fetchEntities(run, compiled, askForAll(run, paths, representation, key), '');
}

/** Asks and reports; `undefined` when there is nothing to merge. */
async function ask(
  run: Run,
  { node, body: { text: question }, isShared, isFlat }: CompiledFetch,
  body: string,
  expects: ExpectedAnswer,
): Promise<SubgraphAnswer> {
  const request = { subgraph: node.serviceName, operationKind: node.operationKind as 'query', body, question, expects };
  if (!isShared) return parseAnswer(await run.fetch(request, run.signal), node.serviceName);
  const key = `${node.serviceName}\n${body}`;
  let answer = run.answers.get(key);
  if (answer === undefined) {
    answer = run.fetch(request, run.signal);
    run.answers.set(key, answer);
  }
  return parseAnswer(isFlat ? await answer : copyJson(await answer), node.serviceName);
}

function compileRootFetch(compiled: CompiledFetch, roots: readonly string[]): Step {
  const { node, paths, body, rewrite, types, check } = compiled;
  const expects = rootAnswer(check);
  return async (run) => {
    const targets = findObjects(run, paths);
    if (targets.length === 0) return;
    try {
      const answer = await ask(run, compiled, body.write(run.variables, ''), expects);
      const at = answer.errors.length === 0 ? [] : (findPlaces(run, paths)[0]?.path ?? []);
      for (const error of answer.errors) {
        run.sink.addSubgraphError(error, error.path === undefined ? rootPath(at, roots) : [...at, ...error.path]);
      }
      if (answer.data === null) return;
      rewrite?.(answer.data);
      run.structure++;
      for (const [index, target] of targets.entries()) mergeInto(target, index === 0 ? answer.data : copyJson(answer.data), types);
    } catch (failure) {
      run.sink.addFailure(failure, node.serviceName, rootPath(findPlaces(run, paths)[0]?.path ?? [], roots));
    }
  };
}

/** A root fetch of one field fails at that field, one of several fails without a path of its own. */
function rootPath(at: ResponsePath, roots: readonly string[]): ResponsePath {
  return roots.length === 1 ? [...at, ...roots] : at;
}

function readSelection(operation: string): SelectionSetNode | undefined {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
}

function rootNames(selection: SelectionSetNode | undefined): readonly string[] {
  return (selection?.selections ?? []).map((field) => (field.kind === Kind.FIELD ? (field.alias ?? field.name).value : ''));
}

/** True when below `_entities` and its conditions there are only leaves. */
function isFlat(selection: SelectionSetNode | undefined): boolean {
  const areLeaves = ({ selections }: SelectionSetNode): boolean =>
    selections.every((child) =>
      child.kind === Kind.FIELD ? child.selectionSet === undefined : child.kind === Kind.INLINE_FRAGMENT && areLeaves(child.selectionSet),
    );
  return (
    selection?.selections.every(
      (field) => field.kind === Kind.FIELD && field.selectionSet !== undefined && areLeaves(field.selectionSet),
    ) ?? false
  );
}

/** Objects below different contexts need different arguments, and one question has only one set of them. */
async function fetchByContext(run: Run, compiled: CompiledFetch, representation: Representation, context: ContextVariables): Promise<void> {
  const groups = Map.groupBy(findPlaces(run, compiled.paths), (place) => context(place));
  await Promise.all(
    [...groups].map(([variables, places]) => {
      const objects = places.map((place) => place.object);
      return fetchEntities(run, compiled, askFor(objects, representation, run.structure), variables);
    }),
  );
}

function fetchEntities(run: Run, compiled: CompiledFetch, question: EntityQuestion, variables: string): Promise<void> | undefined {
  if (question.count === 0) return undefined;
  const more = `${variables === '' ? '' : `${variables},`}"representations":[${question.text}]`;
  return joinEntities(run, compiled, question, compiled.body.write(run.variables, more));
}

async function joinEntities(run: Run, compiled: CompiledFetch, question: EntityQuestion, body: string): Promise<void> {
  const { node } = compiled;
  try {
    const answer = await ask(run, compiled, body, entitiesAnswer(compiled.check, question.represented));
    if (answer.errors.length > 0) reportEntityErrors(run, compiled, question, answer.errors);
    const entities = parseEntities(answer, node.serviceName, '_entities', question.count);
    if (entities !== undefined) mergeEntities(run, compiled, question, entities);
  } catch (failure) {
    run.sink.addFailure(failure, node.serviceName, commonPrefix(questionPlaces(run, compiled, question).map(({ path }) => path)));
  }
}

function mergeEntities(
  run: Run,
  compiled: CompiledFetch,
  { objects, indexes, count }: EntityQuestion,
  entities: readonly (JsonObject | null)[],
): void {
  const { rewrite, types, isFlat: hasOnlyLeaves } = compiled;
  const isMerged = new Array<boolean>(count).fill(false);
  if (!hasOnlyLeaves) run.structure++;
  for (let position = 0; position < objects.length; position++) {
    const index = indexes[position] ?? -1;
    const entity = entities[index];
    const target = objects[position];
    if (entity === null || entity === undefined || target === undefined) continue;
    if (!isMerged[index] && rewrite !== undefined) {
      // Rewrites are conditioned on the type, which the fetch need not have asked for.
      if (entity['__typename'] === undefined) entity['__typename'] = target['__typename'];
      rewrite(entity);
    }
    if (hasOnlyLeaves) mergeFlat(target, entity, types);
    else mergeInto(target, isMerged[index] ? copyJson(entity) : entity, types);
    isMerged[index] = true;
  }
}

function reportEntityErrors(run: Run, compiled: CompiledFetch, question: EntityQuestion, errors: readonly SubgraphError[]): void {
  const places = questionPlaces(run, compiled, question);
  const indexOf = new Map(question.objects.map((object, position) => [object, question.indexes[position] ?? -1]));
  for (const error of errors) {
    const index = error.path?.[0] === '_entities' ? error.path[1] : undefined;
    if (typeof index !== 'number') {
      run.sink.addSubgraphError(error, commonPrefix(places.map(({ path }) => path)));
      continue;
    }
    const rest = error.path?.slice(2) ?? [];
    for (const place of places) {
      if (indexOf.get(place.object) === index) run.sink.addSubgraphError(error, [...place.path, ...rest]);
    }
  }
}

/** Only for errors: paths are looked up again rather than carried along by every request. */
function questionPlaces(run: Run, compiled: CompiledFetch, question: EntityQuestion): readonly Place[] {
  const asked = new Set(question.objects.filter((_, position) => (question.indexes[position] ?? -1) >= 0));
  return findPlaces(run, compiled.paths).filter((place) => asked.has(place.object));
}
