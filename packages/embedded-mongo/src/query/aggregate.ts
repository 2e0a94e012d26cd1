import type { Document } from '../bson/document.ts';
import { fail } from './failure.ts';
import { compileMatch } from './match.ts';
import { compileProject } from './project.ts';
import { compileSort } from './sort.ts';

/** Temporary: the stages that counting and simple reports need, until the whole pipeline lands here. */
export interface PipelineContext {
  readonly collation?: unknown;
  readonly let?: Readonly<Record<string, unknown>> | undefined;
}

type Stage = (input: AsyncIterable<Document>) => AsyncIterable<Document>;

const collect = async (input: AsyncIterable<Document>): Promise<Document[]> => {
  const all: Document[] = [];
  for await (const document of input) all.push(document);
  return all;
};

const compileStage = (stage: Document): Stage => {
  const [[name, spec]] = Object.entries(stage) as [[string, unknown]];
  switch (name) {
    case '$match': {
      const matches = compileMatch(spec as Document);
      return async function* (input) {
        for await (const document of input) if (matches(document)) yield document;
      };
    }
    case '$sort':
      return async function* (input) {
        yield* (await collect(input)).sort(compileSort(spec));
      };
    case '$limit':
      return async function* (input) {
        yield* (await collect(input)).slice(0, Number(spec));
      };
    case '$skip':
      return async function* (input) {
        yield* (await collect(input)).slice(Number(spec));
      };
    case '$project': {
      const project = compileProject(spec as Document);
      return async function* (input) {
        for await (const document of input) yield project(document);
      };
    }
    case '$group':
      return async function* (input) {
        const all = await collect(input);
        if (all.length > 0) yield { _id: (spec as Document)['_id'], n: all.length };
      };
    default:
      return fail(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
};

export const compilePipeline = (stages: readonly Document[], _context: PipelineContext): Stage => {
  const compiled = stages.map(compileStage);
  return (input) => compiled.reduce((source, stage) => stage(source), input);
};
