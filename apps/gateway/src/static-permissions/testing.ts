import { createRequirementIndex, type Requirement } from '@health-graph/permissions';
import { buildASTSchema, type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql';
import { readRequirements } from '../sign-in/supergraph-requirements.ts';
import { cutOperation } from './cut-operation.ts';
import { createRules, type Rules } from './rules.ts';

const links = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
    @link(url: "https://specs.apollo.dev/context/v0.1", for: SECURITY) { query: Query mutation: Mutation subscription: Subscription }`;

export interface TestRules {
  readonly document: DocumentNode;
  readonly rules: Rules;
  /** Whether somebody who holds these classes and scopes (`signed-in` for the mere sign-in) meets a requirement. */
  readonly meetsWith: (held: readonly string[]) => (bit: number) => boolean;
}

/** Rules of a supergraph that is written by hand, and so may have what composition would refuse. */
export function rulesForTest(types: string): TestRules {
  const mutation = types.includes('type Mutation') ? '' : 'type Mutation { none: Int }';
  const subscription = types.includes('type Subscription') ? '' : 'type Subscription { none: Int }';
  const document = parse([links, types, mutation, subscription].join('\n'));
  const requirements = readRequirements(document);
  const index = createRequirementIndex(requirements.all);
  const isMet = (requirement: Requirement, held: readonly string[]): boolean =>
    requirement.kind === 'authenticated'
      ? held.includes('signed-in')
      : requirement.anyOf.some((group) => group.every((name) => held.includes(name)));
  return {
    document,
    rules: createRules({ document, schema: buildASTSchema(document, { assumeValidSDL: true }), requirements, index }),
    meetsWith: (held) => (bit) => {
      const requirement = index.requirements[bit];
      return requirement !== undefined && isMet(requirement, held);
    },
  };
}

export interface TestCut {
  /** On one line; `nothing` when nothing is left. */
  readonly asked: string;
  /** Paths joined by dots. */
  readonly refused: readonly string[];
  readonly types: readonly string[];
}

/** What is left of an operation for somebody who holds these classes and scopes. */
export function cutForTest({ rules, meetsWith }: TestRules, text: string, held: readonly string[] = []): TestCut {
  const document = parse(text, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const cut = cutOperation({ document, operation }, rules, meetsWith(held));
  const asked = cut === undefined ? document : cut.asked?.document;
  return {
    asked: asked === undefined ? 'nothing' : print(asked).replace(/\s+/g, ' ').trim(),
    refused: cut?.refusals.paths.map((path) => path.join('.')) ?? [],
    types: [...(cut?.refusals.types ?? [])],
  };
}
