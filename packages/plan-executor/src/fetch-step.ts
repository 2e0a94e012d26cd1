import { Kind, parse } from 'graphql';
import { parseAnswer, parseEntities, type SubgraphAnswer, type SubgraphError } from './answer.ts';
import { type ContextVariables, compileContext } from './context-variables.ts';
import { commonPrefix } from './error-sink.ts';
import { copyJson, type JsonObject } from './json.ts';
import { mergeInto } from './merge.ts';
import type { PathWalker, Place, ResponsePath } from './path-walker.ts';
import type { FetchNode } from './query-plan.ts';
import { type BuildRepresentation, compileRepresentation } from './representation.ts';
import { type BodyTemplate, compileBody } from './request-body.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';

/** A fetch with all that is known before the first request. */
interface CompiledFetch {
  readonly node: FetchNode;
  readonly walkers: readonly PathWalker[];
  readonly body: BodyTemplate;
  readonly rewrite: Rewrite | undefined;
  readonly types: TypeConditions;
  /** Another fetch of the plan may ask the very same, so that answers are kept until the request ends. */
  readonly isShared: boolean;
}

export interface FetchOptions {
  readonly node: FetchNode;
  /** Where the plan stands: several when equal fetches for several paths were folded into one. */
  readonly walkers: readonly PathWalker[];
  readonly types: TypeConditions;
  readonly isShared: boolean;
}

export function compileFetch(options: FetchOptions): Step {
  const { node, types } = options;
  const compiled: CompiledFetch = { ...options, body: compileBody(node), rewrite: compileRewrites(node.outputRewrites, types) };
  if (node.requires === undefined || node.requires.length === 0) return compileRootFetch(compiled);
  const build = compileRepresentation(node.requires, node.inputRewrites, types);
  const context = compileContext(node.contextRewrites, types);
  return context === undefined ? (run) => fetchAll(run, compiled, build) : (run) => fetchByContext(run, compiled, build, context);
}

/** Asks and reports; `undefined` when there is nothing to merge. */
async function ask(run: Run, { node, isShared }: CompiledFetch, body: string): Promise<SubgraphAnswer> {
  const request = { subgraph: node.serviceName, operationKind: node.operationKind as 'query', body };
  if (!isShared) return parseAnswer(await run.fetch(request, run.signal), node.serviceName);
  const key = `${node.serviceName}\n${body}`;
  const known = run.answers.get(key);
  if (known !== undefined) return parseAnswer(copyJson(await known), node.serviceName);
  const answer = run.fetch(request, run.signal);
  run.answers.set(key, answer);
  return parseAnswer(copyJson(await answer), node.serviceName);
}

function compileRootFetch(compiled: CompiledFetch): Step {
  const { node, walkers, body, rewrite, types } = compiled;
  const roots = rootNames(node.operation);
  return async (run) => {
    const targets = collectTargets(run, walkers);
    if (targets.length === 0) return;
    try {
      const answer = await ask(run, compiled, body.write(run.variables, ''));
      const at = answer.errors.length === 0 ? [] : (placesOf(run, walkers)[0]?.path ?? []);
      for (const error of answer.errors)
        run.sink.addSubgraphError(error, error.path === undefined ? rootPath(at, roots) : [...at, ...error.path]);
      if (answer.data === null) return;
      rewrite?.(answer.data);
      for (const [index, target] of targets.entries()) mergeInto(target, index === 0 ? answer.data : copyJson(answer.data), types);
    } catch (failure) {
      run.sink.addFailure(failure, node.serviceName, rootPath(placesOf(run, walkers)[0]?.path ?? [], roots));
    }
  };
}

/** A root fetch of one field fails at that field, one of several fails without a path of its own. */
function rootPath(at: ResponsePath, roots: readonly string[]): ResponsePath {
  return roots.length === 1 ? [...at, ...roots] : at;
}

function rootNames(operation: string): readonly string[] {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? (field.alias ?? field.name).value : ''));
}

function fetchAll(run: Run, compiled: CompiledFetch, build: BuildRepresentation): Promise<void> | undefined {
  const targets = collectTargets(run, compiled.walkers);
  return targets.length === 0 ? undefined : fetchEntities(run, compiled, build, targets, '');
}

/** Objects below different contexts need different arguments, and one question has only one set of them. */
async function fetchByContext(run: Run, compiled: CompiledFetch, build: BuildRepresentation, context: ContextVariables): Promise<void> {
  const groups = Map.groupBy(placesOf(run, compiled.walkers), (place) => context(place));
  await Promise.all(
    [...groups].map(([variables, places]) =>
      fetchEntities(
        run,
        compiled,
        build,
        places.map((place) => place.object),
        variables,
      ),
    ),
  );
}

function fetchEntities(
  run: Run,
  compiled: CompiledFetch,
  build: BuildRepresentation,
  targets: readonly JsonObject[],
  variables: string,
): Promise<void> | undefined {
  const indexes: number[] = [];
  const known = new Map<string, number>();
  let list = '';
  for (const target of targets) {
    const text = build(target);
    let index = text === undefined ? -1 : known.get(text);
    if (text !== undefined && index === undefined) {
      index = known.size;
      known.set(text, index);
      list += index === 0 ? text : `,${text}`;
    }
    indexes.push(index ?? -1);
  }
  if (known.size === 0) return undefined;
  const more = `${variables === '' ? '' : `${variables},`}"representations":[${list}]`;
  return joinEntities(run, compiled, { targets, indexes, count: known.size, body: compiled.body.write(run.variables, more) });
}

/** Which object waits for which representation; -1 is an object that could not be represented. */
interface EntityQuestion {
  readonly targets: readonly JsonObject[];
  readonly indexes: readonly number[];
  readonly count: number;
  readonly body: string;
}

async function joinEntities(run: Run, compiled: CompiledFetch, question: EntityQuestion): Promise<void> {
  const { node, rewrite, types } = compiled;
  try {
    const answer = await ask(run, compiled, question.body);
    if (answer.errors.length > 0) reportEntityErrors(run, compiled, question, answer.errors);
    const entities = parseEntities(answer, node.serviceName, '_entities', question.count);
    if (entities === undefined) return;
    const isMerged = new Array<boolean>(question.count).fill(false);
    for (const [position, target] of question.targets.entries()) {
      const index = question.indexes[position] ?? -1;
      const entity = entities[index];
      if (entity === null || entity === undefined) continue;
      if (!isMerged[index] && rewrite !== undefined) {
        // Rewrites are conditioned on the type, which the fetch need not have asked for.
        if (entity['__typename'] === undefined) entity['__typename'] = target['__typename'];
        rewrite(entity);
      }
      mergeInto(target, isMerged[index] ? copyJson(entity) : entity, types);
      isMerged[index] = true;
    }
  } catch (failure) {
    run.sink.addFailure(failure, node.serviceName, commonPrefix(questionPlaces(run, compiled, question).map(({ path }) => path)));
  }
}

function reportEntityErrors(run: Run, compiled: CompiledFetch, question: EntityQuestion, errors: readonly SubgraphError[]): void {
  const places = questionPlaces(run, compiled, question);
  const indexOf = new Map(question.targets.map((target, position) => [target, question.indexes[position] ?? -1]));
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
  const asked = new Set(question.targets.filter((_, position) => (question.indexes[position] ?? -1) >= 0));
  return placesOf(run, compiled.walkers).filter((place) => asked.has(place.object));
}

function placesOf(run: Run, walkers: readonly PathWalker[]): readonly Place[] {
  return walkers.flatMap((walker) => walker.places(run.data));
}

function collectTargets(run: Run, walkers: readonly PathWalker[]): JsonObject[] {
  const targets: JsonObject[] = [];
  for (const walker of walkers) walker.collect(run.data, targets);
  return targets;
}
