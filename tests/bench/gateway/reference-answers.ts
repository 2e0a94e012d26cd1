import { Supergraph } from '@apollo/federation-internals';
import { execute, parse } from 'graphql';
import type { Shape } from './shapes.ts';
import { rootValue } from './stub-data.ts';

export interface CheckedAnswer {
  readonly by: string;
  readonly shape: Shape;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** What one server that knew everything would answer, by graphql-js itself. */
export interface ReferenceAnswers {
  /** Letter for letter the first answer to the same question, whose data was compared with the reference. @throws where they differ */
  check(answer: Buffer, asked: CheckedAnswer): void;
}

export function referenceAnswers(supergraphSdl: string): ReferenceAnswers {
  const schema = Supergraph.build(supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
  const known = new Map<Shape, Map<string, Buffer>>();
  const dataOf = ({ shape, variables }: CheckedAnswer): unknown => {
    const result = execute({ schema, document: parse(shape.query), rootValue, variableValues: variables });
    if (result instanceof Promise) throw new Error('The reference is there at once.');
    if (result.errors !== undefined) throw new Error(`${shape.name} has no reference: ${result.errors[0]?.message}`);
    return result.data;
  };
  return {
    check: (answer, asked) => {
      const ofShape = known.get(asked.shape) ?? new Map<string, Buffer>();
      known.set(asked.shape, ofShape);
      const key = JSON.stringify(asked.variables) ?? '';
      const first = ofShape.get(key);
      if (first?.equals(answer)) return;
      const { data, errors } = JSON.parse(answer.toString()) as { readonly data?: unknown; readonly errors?: unknown };
      if (errors !== undefined || JSON.stringify(data) !== JSON.stringify(dataOf(asked)))
        throw new Error(`${asked.by} answers ${asked.shape.name} wrongly: ${answer.toString('utf8', 0, 300)}`);
      ofShape.set(key, answer);
    },
  };
}
