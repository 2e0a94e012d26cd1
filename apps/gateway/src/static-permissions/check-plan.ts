import type { QueryPlan } from '@health-graph/plan-executor';
import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { argumentsOf } from '../linked-directives.ts';
import { fetchesOf } from '../planning/fetches-of.ts';
import { isComposite } from '../planning/join-directives.ts';
import { placesIn } from './places-in.ts';
import type { Rules } from './rules.ts';

/** Throws when a plan asks some subgraph for what the caller may not ask for. */
export type CheckPlan = (plan: QueryPlan, meets: (bit: number) => boolean) => void;

/**
 * The second look at what is about to be asked: a planner adds to what the client selected, and nothing that it adds may be refused. Keys are
 * the exception: they join the parts of an object, and are never shown.
 */
export function createPlanCheck(rules: Rules, supergraph: DocumentNode): CheckPlan {
  const keys = readKeys(rules, supergraph);
  return (plan, meets) => {
    const mayBeAsked = (parent: string, field: string): boolean => {
      if (rules.schema.getType(parent) === undefined) return false;
      if (keys.has(`${parent}.${field}`)) return true;
      const isMet = (types: Iterable<string>): boolean => [...rules.ofField(parent, field, types)].every(meets);
      // The plan has narrowed the types where the client did, but says so in its own words: one that may be seen is enough here.
      return isInterfaceType(rules.schema.getType(parent)) ? [...rules.possible(parent)].some((type) => isMet([type])) : isMet([parent]);
    };
    const check = ({ selections }: SelectionSetNode, parent: string): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('A fetch of the plan holds a fragment, which cannot be checked.');
        if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
        else checkField(selection, parent);
      }
    };
    const checkField = ({ name: { value: field }, selectionSet }: FieldNode, parent: string): void => {
      if (field === '__typename') return;
      const isJoin = field === '_entities';
      if (!isJoin && !mayBeAsked(parent, field)) throw new Error(`The plan asks for ${parent}.${field}, which the caller may not ask for.`);
      if (selectionSet !== undefined) check(selectionSet, isJoin ? '' : givenBy(rules, parent, field));
    };
    for (const fetch of fetchesOf(plan.node)) {
      const [operation] = parse(fetch.operation, { noLocation: true }).definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch of the plan holds no operation.');
      check(operation.selectionSet, rules.schema.getRootType(operation.operation)?.name ?? '');
    }
  };
}

function givenBy({ schema }: Rules, parent: string, field: string): string {
  const type = schema.getType(parent);
  const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  return found === undefined ? '' : getNamedType(found.type).name;
}

/** `Type.field` of every field of every key. */
function readKeys(rules: Rules, supergraph: DocumentNode): ReadonlySet<string> {
  const fieldType = (parent: string, field: string) => rules.schema.getType(givenBy(rules, parent, field));
  const places = supergraph.definitions.filter(isComposite).flatMap(({ name, directives = [] }) =>
    directives
      .filter((directive) => directive.name.value === 'join__type')
      .flatMap((directive) => {
        const { key } = argumentsOf(directive);
        const [operation] = typeof key === 'string' ? parse(`{${key}}`, { noLocation: true }).definitions : [];
        return operation?.kind === Kind.OPERATION_DEFINITION ? placesIn(name.value, operation.selectionSet, fieldType) : [];
      }),
  );
  return new Set(places);
}
