import { Kind, parse, print, visit } from 'graphql';

const authorization = new Set(['authenticated', 'requiresScopes', 'policy']);
const features = /\/(?:authenticated|requiresScopes|policy)\/v/;

/** A supergraph whose fields carry neither classes nor scopes. */
export function withoutClasses(supergraphSdl: string): string {
  return print(
    visit(parse(supergraphSdl), {
      DirectiveDefinition: ({ name }) => (authorization.has(name.value) ? null : undefined),
      Directive: ({ name, arguments: given = [] }) => {
        const isFeature = given.some(({ value }) => value.kind === Kind.STRING && features.test(value.value));
        return authorization.has(name.value) || (name.value === 'link' && isFeature) ? null : undefined;
      },
    }),
  );
}
