import type { Document } from '../../bson/document.ts';
import { isDocument } from '../../bson/document.ts';
import { compileExpression } from '../expression/expression.ts';
import { rootScope } from '../expression/scope.ts';
import { fail } from '../failure.ts';
import { orderOf, type StageCompiler, stream, variablesOf } from './stage.ts';

const documents: StageCompiler = (spec, context) => {
  const evaluate = compileExpression(spec, { order: orderOf(context), variables: variablesOf(context) });
  const values = evaluate(rootScope({}, context.variables, context.now));
  if (!Array.isArray(values)) return fail(5858203, 'an array is expected');
  const rows = values.map((value: unknown) => (isDocument(value) ? value : fail(40228, '$documents elements must be objects')));
  return stream(async function* () {
    yield* rows as Document[];
  });
};

const report: StageCompiler = (spec, context, name) => stream(() => context.access.report(name, context.namespace, spec));

const unsupported =
  (code: number | 'CommandNotSupported', reason: string): StageCompiler =>
  (_spec, _context, name) =>
    fail(code, `${name} ${reason}`);

const onlyAtlas = unsupported('CommandNotSupported', 'is not supported by the embedded server');

/** Stages that begin a pipeline. */
export const sourceStages: Readonly<Record<string, StageCompiler>> = {
  $documents: documents,
  $collStats: report,
  $indexStats: report,
  $currentOp: report,
  $listLocalSessions: report,
  $listSessions: report,
  $planCacheStats: report,
  $changeStream: unsupported(40602, 'is only valid as the first stage in a pipeline'),
  $changeStreamSplitLargeEvent: onlyAtlas,
  $geoNear: unsupported('CommandNotSupported', 'needs a geospatial index, which the embedded server does not have'),
  $queryStats: onlyAtlas,
  $listSampledQueries: onlyAtlas,
  $listSearchIndexes: unsupported(31082, 'is only supported on Atlas'),
  $search: unsupported(31082, 'is only supported on Atlas'),
  $searchMeta: unsupported(31082, 'is only supported on Atlas'),
  $vectorSearch: unsupported(31082, 'is only supported on Atlas'),
};
