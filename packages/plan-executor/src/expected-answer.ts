import { type CompiledCheck, type EchoedKey, type Seen, violated } from './answer-check.ts';
import { isJsonObject, type JsonObject, readOwn } from './json.ts';
import type { TypeConditions } from './type-conditions.ts';

/** What is known beforehand of the answer to one request, so that whoever sends it can judge what each endpoint answers. */
export interface ExpectedAnswer {
  /** How many entities are asked about; absent where the request has no representations. */
  readonly count: number | undefined;
  /**
   * `listElements`: of all lists together, at most.
   * @throws {SubgraphInvalidAnswer} whose `details.violation` is an `AnswerViolation`; then nothing of the answer may be used
   */
  check(answer: unknown, listElements: number): void;
  /** The same for the representations at these positions: where one question is put to several endpoints. */
  part(positions: readonly number[]): ExpectedAnswer;
  /** Keys of all objects of this type that an honest answer can be about; undefined where there may be others. */
  keysOf(typeName: string): ReadonlySet<string> | undefined;
}

export const rootAnswer = (compiled: CompiledCheck): ExpectedAnswer => ({
  count: undefined,
  check: (answer, maximum) => {
    const data = dataOf(answer, compiled.subgraph);
    if (data !== undefined) compiled.root?.(data, { listElements: 0, maximum, subgraph: compiled.subgraph });
  },
  part: () => rootAnswer(compiled),
  keysOf: () => undefined,
});

/** @param represented objects that hold the members of each representation, in order */
export function entitiesAnswer(compiled: CompiledCheck, represented: readonly JsonObject[]): ExpectedAnswer {
  return {
    count: represented.length,
    check: (answer, maximum) => checkEntities(answer, compiled, represented, maximum),
    part: (positions) =>
      entitiesAnswer(
        compiled,
        positions.map((position) => represented[position] as JsonObject),
      ),
    keysOf: (typeName) => {
      const { key } = compiled;
      if (key === undefined || compiled.leadsTo(typeName) || !represented.every((object) => object['__typename'] === typeName))
        return undefined;
      return new Set(represented.map((object) => String(readOwn(object, key.name))));
    },
  };
}

function dataOf(answer: unknown, subgraph: string): JsonObject | undefined {
  const data = isJsonObject(answer) ? answer['data'] : undefined;
  if (data === undefined || data === null) return undefined;
  if (!isJsonObject(data)) throw violated('shape', subgraph);
  return data;
}

function checkEntities(
  answer: unknown,
  { subgraph, entity: check, key, types }: CompiledCheck,
  represented: readonly JsonObject[],
  maximum: number,
): void {
  const entities = dataOf(answer, subgraph)?.['_entities'];
  // Errors of the answer say why.
  if (entities === undefined || entities === null) return;
  if (!Array.isArray(entities)) throw violated('shape', subgraph);
  if (entities.length !== represented.length) throw violated('count', subgraph);
  const seen: Seen = { listElements: 0, maximum, subgraph };
  for (let index = 0; index < entities.length; index++) {
    const entity: unknown = entities[index];
    if (entity === null) continue;
    if (!isJsonObject(entity)) throw violated('shape', subgraph);
    const asked = represented[index] as JsonObject;
    if (key !== undefined && !isEchoed(entity, asked, key)) throw violated('key', subgraph);
    if (!isOfType(entity['__typename'], asked['__typename'], types)) throw violated('type', subgraph);
    check?.(entity, seen);
  }
}

/** A key that is null has an error that says why. */
function isEchoed(entity: JsonObject, asked: JsonObject, { name, inAnswer }: EchoedKey): boolean {
  const key = readOwn(asked, name);
  for (let index = 0; index < inAnswer.length; index++) {
    const echoed = readOwn(entity, inAnswer[index] as string);
    if (echoed !== key && echoed !== undefined && echoed !== null && String(echoed) !== String(key)) return false;
  }
  return true;
}

/** Subgraphs that know an interface only, call an object by the interface's name. */
function isOfType(named: unknown, asked: unknown, types: TypeConditions): boolean {
  if (named === undefined || named === asked) return true;
  if (typeof named !== 'string' || typeof asked !== 'string') return false;
  return types.matches(named, asked) || types.matches(asked, named);
}
