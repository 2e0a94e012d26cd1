import type { StringOrder } from '../../bson/compare.ts';
import { type Document, isDocument } from '../../bson/document.ts';
import { rootScope } from '../expression/scope.ts';
import { fail } from '../failure.ts';
import { compileAddFields, type Transform } from '../projection/projection.ts';
import { compileReplaceRoot, compileStageProject, compileUnset } from '../projection/stages.ts';

type Variables = Readonly<Record<string, unknown>>;

const compileStage = (stage: unknown, order: StringOrder, variables: Variables): Transform => {
  if (!isDocument(stage)) return fail('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  const entries = Object.entries(stage);
  const [name, spec] = entries[0] ?? ['', undefined];
  if (entries.length !== 1) fail(40323, 'A pipeline stage specification object must contain exactly one field.');
  switch (name) {
    case '$set':
    case '$addFields':
      return isDocument(spec)
        ? compileAddFields(spec, order, Object.keys(variables))
        : fail(40272, `${name} specification stage must be an object, got ${typeof spec}`);
    case '$project':
      return compileStageProject(spec, order, Object.keys(variables));
    case '$unset':
      return compileUnset(spec);
    case '$replaceRoot':
    case '$replaceWith':
      return compileReplaceRoot(name, spec, order, Object.keys(variables));
    default:
      return name.startsWith('$')
        ? fail('InvalidOptions', `${name} is not allowed to be used within an update`)
        : fail(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
};

/** Compiles a pipeline update; only stages that make one document of one are allowed. */
export const compileUpdatePipeline = (
  stages: readonly unknown[],
  order: StringOrder,
  variables: Variables,
): ((document: Document, now: Date) => Document) => {
  const transforms = stages.map((stage) => compileStage(stage, order, variables));
  return (document, now) => transforms.reduce((current, transform) => transform(current, rootScope(current, variables, now)), document);
};
